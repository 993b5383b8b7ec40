import { promisify } from "node:util";
import { deflateRaw, inflateRaw } from "node:zlib";
import type { Compression } from "../ports/index.ts";

const deflate = promisify(deflateRaw);
const inflate = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(inflateRaw);

export const nodeCompression: Compression = {
  deflate: async (data) => new Uint8Array(await deflate(data)),
  inflate: async (data, maxBytes) => new Uint8Array(await inflate(data, { maxOutputLength: maxBytes })),
};

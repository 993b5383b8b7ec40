import type { Compression } from "../ports/index.ts";

/** Leaves bytes as they are, with the bound kept: the simulator is about order and loss, not about size. */
export const plainCompression: Compression = {
  deflate: (data) => Promise.resolve(data.slice()),
  inflate: (data, maxBytes) =>
    data.length > maxBytes
      ? Promise.reject(new Error("inflated data is too large"))
      : Promise.resolve(data.slice()),
};

import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { brotliCompress, constants, gzip } from "node:zlib";
import { promisify } from "node:util";

const brotli = promisify(brotliCompress);
const gz = promisify(gzip);
const WORTH_IT = /\.(?:js|css|html|svg|wasm|json|webmanifest)$/;

const filesUnder = async (folder) =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && WORTH_IT.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));

/**
 * Writes `.br` and `.gz` beside every text and wasm file once the build is complete, so that the relay sends stored
 * bytes: Automerge's wasm is 3.6 MB plain, 1.1 MB gzip, 0.8 MB brotli, and compressing it per request would cost seconds.
 */
export const precompress = () => {
  let outDir = "dist";
  return {
    name: "arogya-precompress",
    apply: "build",
    enforce: "post",
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    // After the service worker, which an earlier `closeBundle` writes.
    closeBundle: {
      sequential: true,
      order: "post",
      async handler() {
        for (const file of await filesUnder(outDir)) {
          const plain = await readFile(file);
          const [br, gzipped] = await Promise.all([
            brotli(plain, {
              params: {
                [constants.BROTLI_PARAM_QUALITY]: plain.length > 1e6 ? 10 : 11,
                [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
              },
            }),
            gz(plain, { level: 9 }),
          ]);
          await writeFile(`${file}.br`, br);
          await writeFile(`${file}.gz`, gzipped);
        }
      },
    },
  };
};

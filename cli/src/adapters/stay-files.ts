import { createReadStream, type ReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";

export type StayFile =
  | { readonly name: string; readonly text: string }
  | { readonly name: string; readonly problem: "file-too-large" | "file-unreadable" | "archive-damaged" };

export interface StayFiles {
  /** Every `.psv` file, one at a time; what cannot be read is named and costs only itself. */
  readonly files: AsyncIterable<StayFile>;
  /** How far reading has come, in bytes of the archive or files of the folder. */
  progress(): { readonly done: number; readonly total: number };
}

/** The longest stay of the challenge is 336 rows, 20 kB. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;
const isStay = (name: string): boolean => /\.psv$/i.test(name) && !/(^|[/\\])\._/.test(name);

interface Entry extends AsyncIterable<unknown> {
  resume(): unknown;
}

const readEntry = async (entry: Entry, size: number): Promise<string | undefined> => {
  if (size > MAX_FILE_BYTES) {
    entry.resume();
    return undefined;
  }
  const parts: Buffer[] = [];
  for await (const part of entry) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
};

const GZIP_MAGIC = 0x1f8b;
const isGzip = async (path: string): Promise<boolean> => {
  for await (const chunk of createReadStream(path, { end: 1 }))
    return (chunk as Buffer).length === 2 && (chunk as Buffer).readUInt16BE() === GZIP_MAGIC;
  return false;
};

const openArchive = async (path: string): Promise<StayFiles> => {
  const total = (await stat(path)).size;
  const isCompressed = await isGzip(path);
  let source: ReadStream | undefined;

  async function* files(): AsyncGenerator<StayFile> {
    // Only now: an entry that comes before anybody listens would wait for ever.
    source = createReadStream(path);
    const stream = isCompressed ? source.pipe(createGunzip()) : source;
    const entries = extract();
    // `pipe` does not carry errors along; a truncated archive must end the iteration, not hang it.
    for (const part of [source, stream]) part.on("error", (error: Error) => entries.destroy(error));
    stream.pipe(entries);
    try {
      for await (const entry of entries) {
        const { name, size, type } = entry.header;
        if (type !== "file" || !isStay(name)) {
          entry.resume();
          continue;
        }
        const text = await readEntry(entry, size);
        yield text === undefined ? { name, problem: "file-too-large" } : { name, text };
      }
    } catch {
      yield { name: path, problem: "archive-damaged" };
    } finally {
      source.destroy();
    }
  }
  return { files: files(), progress: () => ({ done: source?.bytesRead ?? 0, total }) };
};

const openFolder = async (path: string): Promise<StayFiles> => {
  const names = (await readdir(path, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && isStay(entry.name))
    .map((entry) => relative(path, join(entry.parentPath, entry.name)))
    .toSorted();
  let done = 0;

  async function* files(): AsyncGenerator<StayFile> {
    for (const name of names) {
      const full = join(path, name);
      try {
        if ((await stat(full)).size > MAX_FILE_BYTES) yield { name, problem: "file-too-large" };
        else yield { name, text: await readFile(full, "utf8") };
      } catch {
        yield { name, problem: "file-unreadable" };
      }
      done += 1;
    }
  }
  return { files: files(), progress: () => ({ done, total: names.length }) };
};

/** Opens a folder of `.psv` files, or a tar archive of them, compressed or not. Rejects when the path is not there. */
export const openStayFiles = async (path: string): Promise<StayFiles> =>
  (await stat(path)).isDirectory() ? openFolder(path) : openArchive(path);

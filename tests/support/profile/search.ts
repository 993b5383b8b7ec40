import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { logRecords, tableEntries } from "./leveldb.ts";
import { unsnappy } from "./snappy.ts";

/** Chromium's own compression of a stored value: version tag, "needs processing", "Snappy". */
const SNAPPY_VALUE = Buffer.from([0xff, 0x11, 0x02]);
/** An Automerge chunk; its type 2 is a deflated change. */
const AUTOMERGE = Buffer.from([0x85, 0x6f, 0x4a, 0x83]);
const TYPE_AT = 8;
const DEFLATED = 2;

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const positions = (bytes: Buffer, mark: Buffer): number[] => {
  const found: number[] = [];
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) found.push(at);
  return found;
};

const attempt = (work: () => Uint8Array): Buffer[] => {
  try {
    return [Buffer.from(work())];
  } catch {
    return []; // the mark stood there by chance
  }
};

/** A stored value without Chromium's compression, and without Automerge's. */
const opened = (bytes: Buffer): Buffer[] => {
  const plain = [
    bytes,
    ...positions(bytes, SNAPPY_VALUE).flatMap((at) =>
      attempt(() => unsnappy(bytes, at + SNAPPY_VALUE.length)),
    ),
  ];
  return plain.flatMap((one) => [
    one,
    ...positions(one, AUTOMERGE)
      .filter((at) => one[at + TYPE_AT] === DEFLATED)
      .flatMap((at) => {
        let body = at + TYPE_AT + 1;
        while ((one[body] ?? 0) >= 0x80) body++;
        return attempt(() => inflateRawSync(one.subarray(body + 1), { finishFlush: 2 }));
      }),
  ]);
};

/** Everything a file holds: as it lies there, and with every compression undone that the browser or Automerge did. */
const contentsOf = (file: string): Buffer[] => {
  const raw = readFileSync(file);
  const isLog = file.endsWith(".log");
  const isTable = /\.(ldb|sst)$/.test(file);
  const inside = isLog
    ? logRecords(raw)
    : isTable
      ? tableEntries(raw).flatMap(({ key, value }) => [key, value])
      : [raw];
  return [raw, ...inside.flatMap(opened)];
};

/** As UTF-8, and as UTF-16 in both orders: strings of IndexedDB keys and of local storage are kept so. */
const formsOf = (text: string): Buffer[] => {
  const little = Buffer.from(text, "utf16le");
  return [Buffer.from(text, "utf8"), little, Buffer.from(little).swap16()];
};

export interface ProfileSearch {
  /** Which of the texts lie in the profile, and in how many files each. */
  readonly found: ReadonlyMap<string, number>;
  readonly files: number;
  /** Files of IndexedDB among them: none would mean that the search looked in the wrong place. */
  readonly indexedDbFiles: number;
  readonly bytes: number;
}

/** Looks for texts in every file of a browser's profile: IndexedDB, blobs, local and session storage, caches. */
export const searchProfile = (profileDir: string, texts: readonly string[]): ProfileSearch => {
  const found = new Map<string, number>();
  const files = filesUnder(profileDir);
  let bytes = 0;
  for (const file of files) {
    const contents = contentsOf(file);
    bytes += contents[0]?.length ?? 0;
    for (const text of texts)
      if (formsOf(text).some((form) => contents.some((one) => one.includes(form))))
        found.set(text, (found.get(text) ?? 0) + 1);
  }
  const indexedDbFiles = files.filter((file) => file.includes("/IndexedDB/")).length;
  return { found, files: files.length, indexedDbFiles, bytes };
};

import { expect, test } from "vitest";
import { MAX_FILE_LINES, otherFolders, workspaces } from "./import-table.ts";
import { sourcesUnder, topFolders } from "./lib/sources.ts";

test(`no source file has ${MAX_FILE_LINES} lines or more`, () => {
  const present = topFolders();
  const long = [...Object.keys(workspaces), ...otherFolders]
    .filter((folder) => present.includes(folder))
    .flatMap(sourcesUnder)
    .map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }))
    .filter(({ lines }) => lines >= MAX_FILE_LINES)
    .map(({ path, lines }) => `${path}: ${lines} lines; one file is one idea, split it`);
  expect(long).toEqual([]);
});

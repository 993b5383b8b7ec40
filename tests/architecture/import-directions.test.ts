import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { otherFolders, sharedShelves, workspaces } from "./import-table.ts";
import { judgeImport, sharedFolderOf } from "./lib/judge-import.ts";
import { importsOf, rootDir, sourcesUnder, topFolders } from "./lib/sources.ts";

const known = Object.keys(workspaces);

describe("the import table", () => {
  test("names every workspace of package.json and no other", () => {
    const declared = JSON.parse(readFileSync(`${rootDir}package.json`, "utf8")) as { workspaces: string[] };
    expect(known.toSorted()).toEqual(declared.workspaces.toSorted());
  });

  test("names every top-level folder that holds code", () => {
    const allowed = [...known, ...otherFolders];
    expect(topFolders().filter((folder) => !allowed.includes(folder))).toEqual([]);
  });

  test("names every folder of shared/src", () => {
    const folders = new Set(sourcesUnder("shared/src").map(({ path }) => sharedFolderOf(path) ?? path));
    expect([...folders].filter((folder) => !sharedShelves.flat().includes(folder))).toEqual([]);
  });
});

describe.each(known)("%s", (workspace) => {
  test("imports only what the table allows", () => {
    const offences = sourcesUnder(workspace).flatMap(({ path, text }) =>
      importsOf(text).flatMap((name) => {
        const why = judgeImport(path, name);
        return why === undefined ? [] : [`${path} → ${name}: ${why}`];
      }),
    );
    expect(offences).toEqual([]);
  });
});

describe("the judge itself", () => {
  test.each([
    ["client/src/a.ts", "@arogyasync/sync-server/app"],
    ["anchor/src/core/a.ts", "@arogyasync/shared/vitals"],
    ["anchor/src/core/a.ts", "@arogyasync/shared/records"],
    ["insurance/src/core/a.ts", "@arogyasync/shared/vitals"],
    ["sync-server/src/a.ts", "@arogyasync/shared/testing"],
    ["sync-server/src/a.ts", "@arogyasync/shared/unheard-of"],
    ["sync-server/src/core/a.ts", "../adapters/sqlite.ts"],
    ["sync-server/src/a.ts", "../../shared/src/bytes/index.ts"],
    ["shared/src/bytes/a.ts", "../records/index.ts"],
    ["shared/src/vitals/a.ts", "../ports/index.ts"],
    ["shared/src/changes/a.ts", "../authority/index.ts"],
    ["shared/src/protocol/a.ts", "../replica/types.ts"],
    ["shared/src/records/a.ts", "node:fs"],
    ["shared/src/records/a.ts", "@automerge/automerge-repo"],
    ["shared/src/records/a.ts", "@arogyasync/shared/bytes"],
    ["shared/src/records/a.ts", "../testing/clock.ts"],
    ["client/src/features/a/b.ts", "../c/d.ts"],
    ["newcomer/src/a.ts", "./b.ts"],
  ])("refuses %s → %s", (path, name) => {
    expect(judgeImport(path, name)).toBeTypeOf("string");
  });

  test.each([
    ["client/src/a.ts", "@arogyasync/shared/replica"],
    ["client/src/a.ts", "react"],
    ["shared/src/protocol/a.ts", "../authority/index.ts"],
    ["shared/src/records/a.test.ts", "../testing/index.ts"],
    ["cli/src/a.ts", "@arogyasync/sync-server/app"],
    ["tests/integration/a.test.ts", "@arogyasync/shared/testing"],
  ])("allows %s → %s", (path, name) => {
    expect(judgeImport(path, name)).toBeUndefined();
  });

  test("sees every way to name a module, and not the ones in comments", () => {
    const text = `
      import a from "a"; import type { B } from 'b'; export { c } from "c"; import "d";
      const e = await import("e"); new Worker(new URL("./f.ts", import.meta.url));
      // import g from "g"
      /* import h from "h" */
      import {
        i,
      } from "i";`;
    expect(importsOf(text)).toEqual(["a", "b", "c", "d", "e", "./f.ts", "i"]);
  });
});

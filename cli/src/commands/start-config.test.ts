import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startConfigOf } from "./start-config.ts";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "arogya-start-config-"));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const enrolmentOf = async (env: Readonly<Record<string, string>>, wantsDemo = true) =>
  (await startConfigOf({ PORT: "0", DATA_DIR: dataDir, ...env }, wantsDemo)).enrolment;

it("[ID36] the demo is open to who sits at this machine, and to nobody else", async () => {
  expect(await enrolmentOf({})).toBe("open");
  expect(await enrolmentOf({}, false)).toBe("code");
  expect(await enrolmentOf({ ENROLMENT: "code" })).toBe("code");
  expect(await enrolmentOf({ HOST: "0.0.0.0" })).toBe("code");
});

it("[ID36] somebody's own data folder asks for codes", async () => {
  writeFileSync(join(dataDir, "relay.sqlite"), "");
  expect(await enrolmentOf({})).toBe("code");
  writeFileSync(join(dataDir, "demo.json"), "{}");
  expect(await enrolmentOf({})).toBe("open");
});

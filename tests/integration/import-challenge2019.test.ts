import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { arogya, type Ended, run, type Running, startArogya } from "./arogya-process.ts";

const rootDir = fileURLToPath(new URL("../..", import.meta.url));
const bin = `${rootDir}cli/bin/arogya.mjs`;
const sample = `${rootDir}tests/golden/challenge2019-sample`;
const realStays = `${rootDir}../shared/data/vitals-hourly/challenge2019-1200.tar.gz`;
const COLUMNS = ["HR", "O2Sat", "Temp", "SBP", "MAP", "DBP", "Resp"] as const;

interface Counts {
  readonly files: number;
  readonly stays: number;
  readonly filesLeftOut: number;
  readonly rows: number;
  readonly rowsWithReading: number;
  readonly rowsEmpty: number;
  readonly rowsWithoutUsableValue: number;
  readonly rowsUnreadable: number;
  readonly rowsRepeated: number;
  readonly columns: Record<
    string,
    { stored: number; rounded: number; outsideLimits: number; notANumber: number; contradictory: number }
  >;
  readonly written: {
    readonly patientsNew: number;
    readonly patientsKnown: number;
    readonly readingsNew: number;
    readonly readingsKnown: number;
    readonly changes: number;
    readonly refused: number;
  };
  readonly pending: number;
  readonly findings: Readonly<Record<string, number>>;
  readonly report: string;
}
const countsOf = ({ stdout, stderr }: Ended): Counts => {
  const line = stdout.trim().split("\n").at(-1) ?? "";
  if (!line.startsWith("{")) throw new Error(`no counts: ${stdout}${stderr}`);
  return JSON.parse(line) as Counts;
};

/** awk's own count of what is not NaN, by column, and of the rows: another program, another language. */
const awkCount = (folder: string): Record<string, number> => {
  const script = `
    BEGIN { FS = "|" }
    FNR == 1 { good = 0; for (i = 1; i <= NF; i++) { name[i] = $i; if ($i == "ICULOS") good = 1 } width = NF; next }
    !good { next }
    { rows++; if (NF != width || $NF == "NaN") { bad++; next }
      for (i = 1; i <= 7; i++) if ($i != "NaN") n[name[i]]++ }
    END { print "rows", rows; print "bad", bad + 0; for (c in n) print c, n[c] }`;
  const out = execFileSync(
    "sh",
    ["-c", `find "$1" -name '*.psv' -print0 | xargs -0 awk "$2"`, "sh", folder, script],
    {
      encoding: "utf8",
    },
  );
  return Object.fromEntries(
    out
      .trim()
      .split("\n")
      .map((line) => line.split(" "))
      .map(([name = "", count]) => [name, Number(count)]),
  );
};

const agreesWithAwk = (counts: Counts, folder: string): void => {
  const awk = awkCount(folder);
  expect({ rows: counts.rows, bad: counts.rowsUnreadable }).toEqual({ rows: awk.rows, bad: awk.bad });
  for (const column of COLUMNS) {
    const { stored, outsideLimits, notANumber, contradictory } = counts.columns[column]!;
    expect([column, stored + outsideLimits + notANumber + contradictory]).toEqual([column, awk[column]]);
  }
  expect(
    counts.rowsWithReading + counts.rowsEmpty + counts.rowsWithoutUsableValue + counts.rowsUnreadable,
  ).toBe(counts.rows);
};

const dataDir = mkdtempSync(join(tmpdir(), "arogya-import-"));
let relay: Running;
let env: Record<string, string>;

/**
 * What the relay holds of a clinic, read from its projections: how many patients, and every reading without what
 * differs from clinic to clinic (nonce, and so the id).
 */
const readRelay = (clinic: string): { readonly patients: number; readonly readings: readonly string[] } => {
  const db = new Database(join(dataDir, "relay.sqlite"), { readonly: true, fileMustExist: true });
  try {
    const patients = db
      .prepare("SELECT count(*) FROM p_patients WHERE site = ?")
      .pluck()
      .get(clinic) as number;
    const bodies = db
      .prepare("SELECT r.body FROM p_readings r JOIN p_patients p ON p.id = r.patient WHERE p.site = ?")
      .pluck()
      .all(clinic) as string[];
    return { patients, readings: bodies.map((body) => body.replace(/"nonce":"[^"]*",/, "")).toSorted() };
  } finally {
    db.close();
  }
};

/** Projections follow the log: waits until they have this many readings. */
const relayState = async (clinic: string, readings: number): Promise<ReturnType<typeof readRelay>> => {
  for (let waitedMs = 0; waitedMs < 60_000 && readRelay(clinic).readings.length < readings; waitedMs += 250)
    await sleep(250);
  return readRelay(clinic);
};

const importInto = (clinic: string, path: string, ...more: string[]): Promise<Ended> =>
  arogya(["import", "--format", "challenge2019", path, "--clinic", clinic, "--json", ...more], env);

beforeAll(async () => {
  relay = startArogya(["--no-demo", "--json"], { DATA_DIR: dataDir, PORT: "0" });
  const { url } = JSON.parse((await relay.printed(/\}\n/, 100_000)).trim()) as { url: string };
  env = { DATA_DIR: dataDir, PORT: new URL(url).port };
  for (const clinic of ["sample", "real", "killed"])
    expect((await arogya(["clinic", "add", clinic, "--name", clinic], env)).code).toBe(0);
});

afterAll(async () => {
  relay.child.kill("SIGINT");
  await relay.ended;
  rmSync(dataDir, { recursive: true, force: true });
});

describe("import of synthetic stays", () => {
  test("counts what awk counts, reports what is planted, and changes nothing the second time", async () => {
    const ended = await importInto("sample", sample);
    const first = countsOf(ended);
    expect(ended.code).toBe(4); // One file lacks the columns: everything else is in.
    expect(first).toMatchObject({ files: 9, stays: 8, filesLeftOut: 1, rowsRepeated: 1, pending: 0 });
    expect(first.findings).toEqual({
      "above-hard-limit": 1,
      "below-hard-limit": 1,
      "systolic-not-above-diastolic": 2,
      "row-columns": 1,
      "row-hour": 1,
      "file-columns": 1,
    });
    agreesWithAwk(first, sample);
    expect(first.written).toMatchObject({
      patientsNew: 8,
      readingsNew: first.rowsWithReading - first.rowsRepeated,
      readingsKnown: first.rowsRepeated,
      refused: 0,
    });
    const listed = readFileSync(first.report, "utf8").trim().split("\n");
    expect(listed.map((line) => JSON.parse(line) as unknown)).toContainEqual({
      file: "s000002.psv",
      line: expect.any(Number) as number,
      column: "HR",
      source: "350",
      code: "above-hard-limit",
    });

    const second = countsOf(await importInto("sample", sample));
    expect(second.written).toEqual({
      patientsNew: 0,
      patientsKnown: 8,
      readingsNew: 0,
      readingsKnown: first.rowsWithReading,
      changes: 0,
      refused: 0,
    });
    expect(second.columns).toEqual(first.columns);
    const { patients, readings } = await relayState("sample", first.written.readingsNew);
    expect([patients, readings.length]).toEqual([8, first.written.readingsNew]);
  });

  test("[RC10] changes nothing either from a replica that has never seen it: everything comes from the relay first", async () => {
    rmSync(join(dataDir, "import", "sample"), { recursive: true });
    const { written } = countsOf(await importInto("sample", sample));
    expect(written).toMatchObject({ patientsNew: 0, readingsNew: 0, changes: 0 });
  });

  test("refuses another base date, an unknown clinic and an unknown format, each in one line", async () => {
    const other = await importInto("sample", sample, "--base-date", "2020-05-01");
    expect([other.code, other.stderr]).toEqual([3, expect.stringContaining("other-base-date")]);
    const nowhere = await importInto("nowhere", sample);
    expect([nowhere.code, nowhere.stderr]).toEqual([3, expect.stringContaining("unknown-clinic")]);
    const format = await arogya(["import", "--format", "xml", sample, "--clinic", "sample"], env);
    expect([format.code, format.stderr.trim().split("\n").length]).toEqual([3, 1]);
  });
});

const whyNot = existsSync(realStays) ? "" : " (skipped: ../shared/data/vitals-hourly is not here)";
describe.skipIf(whyNot !== "")(
  `import of the 1,200 real stays of ../shared/data/vitals-hourly${whyNot}`,
  () => {
    const unpacked = mkdtempSync(join(tmpdir(), "arogya-stays-"));
    afterAll(() => rmSync(unpacked, { recursive: true, force: true }));

    test("twice: the counts are awk's, and the second time adds nothing", { timeout: 400_000 }, async () => {
      execFileSync("tar", ["xzf", realStays, "-C", unpacked]);
      const first = countsOf(await importInto("real", realStays));
      expect(first).toMatchObject({ files: 1200, stays: 1200, filesLeftOut: 0, pending: 0 });
      agreesWithAwk(first, unpacked);
      expect(first.written.readingsNew).toBe(first.rowsWithReading - first.rowsRepeated);
      expect(first.written.refused).toBe(0);
      const second = countsOf(await importInto("real", unpacked));
      expect(second.written).toMatchObject({ patientsNew: 0, readingsNew: 0, changes: 0, refused: 0 });
      expect(second.columns).toEqual(first.columns);
    });

    test("killed in the middle and repeated: the same state", { timeout: 400_000 }, async () => {
      const args = ["import", "--format", "challenge2019", realStays, "--clinic", "killed", "--json"];
      const half = run([bin, ...args], env);
      let stderr = "";
      half.child.stderr?.on("data", (chunk: Buffer) => {
        stderr += chunk.toString("utf8");
      });
      while (!/Reading [4-9]0%/.test(stderr) && half.child.exitCode === null) await sleep(20);
      half.child.kill("SIGKILL");
      expect((await half.ended).signal).toBe("SIGKILL");
      const after = countsOf(await importInto("killed", realStays));
      expect(after.written.patientsNew + after.written.patientsKnown).toBe(1200);
      expect(after.written.patientsKnown).toBeGreaterThan(0);
      expect(after.written.readingsNew + after.written.readingsKnown).toBe(after.rowsWithReading);
      expect(after).toMatchObject({ pending: 0 });
      expect(after.written.refused).toBe(0);
      const unharmed = await relayState("real", after.rowsWithReading);
      const killed = await relayState("killed", after.rowsWithReading);
      expect([killed.patients, killed.readings.length]).toEqual([1200, after.rowsWithReading]);
      expect(killed).toEqual(unharmed);
    });
  },
);

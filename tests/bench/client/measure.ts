import { PIN } from "../../e2e/support/app.ts";
import { type CpuLimit, limited } from "./cpu-limit.ts";
import type { Visit } from "./in-page.ts";
import type { PhonePage } from "./phone-page.ts";
import type { PreparedPhone } from "./prepare.ts";
import type { Trace } from "./trace.ts";

export interface Measuring {
  readonly limit: CpuLimit;
  readonly trace: Trace;
  readonly say: (line: string) => void;
}

const quiet = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

export interface ReopenTimes {
  /** From the navigation until the lock asks for the PIN. */
  readonly lockMs: number[];
  /** From the tap on "Unlock" until the first search is answered. */
  readonly seenMs: number[];
}

/** The browser is started anew for each: nothing of the app is in memory, no relay listens. */
export const measureReopen = async (
  phone: PreparedPhone,
  queries: readonly string[],
  { limit, trace, say }: Measuring,
): Promise<ReopenTimes> => {
  const all: ReopenTimes = { lockMs: [], seenMs: [] };
  for (const [n, query] of queries.entries()) {
    const page = await phone.open();
    try {
      await quiet(1500);
      const times = await trace.run(page, `reopen-${n}`, () =>
        limited(limit, page, async () => {
          await page.goto(`${phone.origin}/f/patients`);
          const { lockMs, fromMs } = await page.evaluate((pin) => window.bench.unlock(pin), PIN);
          const times = await page.evaluate((text) => window.bench.reopen(text), query);
          return { ...times, lockMs, boxMs: times.boxMs - fromMs, seenMs: times.seenMs - fromMs };
        }),
      );
      const [box, answered] = [times.boxMs.toFixed(0), times.seenMs.toFixed(0)];
      const lock = times.lockMs.toFixed(0);
      say(
        `  lock ${lock} ms; after the PIN: box ${box} ms, answered ${answered} ms (${query}: ${times.text})`,
      );
      if (trace.isOn) say(`    ${times.steps.join(", ")}`);
      all.lockMs.push(times.lockMs);
      all.seenMs.push(times.seenMs);
    } finally {
      await page.close();
    }
  }
  return all;
};

/** Every query is typed up to its last letter; that letter's answer is timed. */
export const measureSearch = async (
  page: PhonePage,
  origin: string,
  queries: readonly string[],
  { limit, trace }: Measuring,
): Promise<{ seenMs: number[]; domMs: number[] }> => {
  await page.goto(`${origin}/f/patients`);
  await page.evaluate((pin) => window.bench.unlock(pin), PIN);
  await page.evaluate(() => window.bench.rows(), undefined);
  await quiet(3000);
  return trace.run(page, "search", () =>
    limited(limit, page, async () => {
      const seenMs: number[] = [];
      const domMs: number[] = [];
      for (const query of queries) {
        const times = await page.evaluate(([before, after]) => window.bench.keystroke(before, after), [
          query.slice(0, -1),
          query,
        ] as const);
        seenMs.push(times.seenMs);
        domMs.push(times.domMs);
      }
      return { seenMs, domMs };
    }),
  );
};

/** Found by search, keyed in and saved, one patient after another as on a round, without leaving the app. */
export const measureSaves = async (
  page: PhonePage,
  origin: string,
  names: readonly string[],
  { limit, trace, say }: Measuring,
): Promise<number[]> => {
  await page.goto(`${origin}/f/patients?focus=true&record=true`);
  await page.evaluate((pin) => window.bench.unlock(pin), PIN);
  await page.evaluate(() => window.bench.rows(), undefined);
  return trace.run(page, "save", () =>
    limited(limit, page, async () => {
      const times: number[] = [];
      for (const [n, name] of names.entries()) {
        const visit: Visit = { name, heartRate: String(70 + (n % 20)), spo2: String(95 + (n % 4)) };
        times.push(await page.evaluate((one) => window.bench.save(one), visit));
        say(`  save ${times.at(-1)!.toFixed(0)} ms`);
      }
      return times;
    }),
  );
};

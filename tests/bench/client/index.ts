import { existsSync } from "node:fs";
import { join } from "node:path";
import { chromiumIsHere } from "../../e2e/support/browser.ts";
import { lessIsBetter as row, type Row } from "../lib/report.ts";
import { firstRouteKb } from "./bundle.ts";
import { calibrate, measureLimit } from "./calibrate.ts";
import { limitText } from "./cpu-limit.ts";
import { startIdleWatch } from "./idle-watch.ts";
import { type Measuring, measureReopen, measureSaves, measureSearch } from "./measure.ts";
import { benchPeople, misspeltQueries } from "./names.ts";
import type { PhonePage } from "./phone-page.ts";
import { type PreparedPhone, preparePhone } from "./prepare.ts";
import { quantile } from "./quantile.ts";
import { tracer } from "./trace.ts";

export interface ClientBenchOptions {
  /** Patients on the device; the rows' names speak of 10,000. */
  readonly patients?: number;
  /** Keeps the filled phone here and uses it again: filling one takes minutes. */
  readonly keepDir?: string | undefined;
  /** Fills the kept phone, or brings it to this build, and measures nothing. */
  readonly isPrepareOnly?: boolean;
  /** Rows wanted; undefined for all. What no wanted row needs is not measured. */
  readonly only?: ReadonlySet<string> | undefined;
  /** Where traces of the measured phases go; the figures are then too high. */
  readonly profileDir?: string | undefined;
  /** The built app; client/dist when absent. */
  readonly publicDir?: string;
  readonly say?: (line: string) => void;
}

const PATIENTS = 10_000;
const REOPENS = 7;
const QUERIES = 60;
const SAVES = 24;
/** A limited browser alone leaves two processors idle for more than half of the time. */
const MIN_IDLE_SHARE = 0.4;

const withPage = async <T>(phone: PreparedPhone, work: (page: PhonePage) => Promise<T>): Promise<T> => {
  const page = await phone.open();
  try {
    return await work(page);
  } finally {
    await page.close();
  }
};

const measure = async (
  phone: PreparedPhone,
  publicDir: string,
  patients: number,
  { only, profileDir }: ClientBenchOptions,
  say: (line: string) => void,
): Promise<Row[]> => {
  const wants = (prefix: string) =>
    only === undefined || Array.from(only).some((name) => name.startsWith(prefix));
  const everybody = benchPeople(patients);
  const queries = misspeltQueries(everybody, QUERIES);
  const names = Array.from({ length: SAVES }, (_, n) => everybody[(n * 397 + 5) % patients]!.name);
  const limit = await withPage(phone, calibrate);
  say(`CPU limit: ${limitText(limit)}`);
  const idleShare = startIdleWatch();
  const how: Measuring = { limit, trace: tracer(profileDir), say };
  const reopens =
    wants("offline-reopen") || wants("lock-screen")
      ? await measureReopen(phone, queries.slice(0, REOPENS), how)
      : { lockMs: [], seenMs: [] };
  return withPage(phone, async (page) => {
    const factor = await measureLimit(page, limit);
    say(`  measured: ${factor.page.toFixed(1)}x in the page, ${factor.worker.toFixed(1)}x in a worker`);
    const search = wants("search")
      ? await measureSearch(page, phone.origin, queries, how)
      : { seenMs: [], domMs: [] };
    const saves = wants("save") ? await measureSaves(page, phone.origin, names, how) : [];
    const idle = idleShare();
    if (idle < MIN_IDLE_SHARE)
      say(
        `The machine was busy (${(idle * 100).toFixed(0)} % idle): these times are too high. Run it again alone.`,
      );
    return [
      row("offline-reopen-10k-4x", "ms", quantile(reopens.seenMs, 0.5)),
      row("offline-reopen-10k-4x-slowest", "ms", Math.max(...reopens.seenMs)),
      row("lock-screen-4x", "ms", quantile(reopens.lockMs, 0.5)),
      row("search-p95-10k-4x", "ms", quantile(search.seenMs, 0.95)),
      row("search-p50-10k-4x", "ms", quantile(search.seenMs, 0.5)),
      row("search-p95-10k-4x-before-paint", "ms", quantile(search.domMs, 0.95)),
      row("save-p95-4x", "ms", quantile(saves, 0.95)),
      row("save-p50-4x", "ms", quantile(saves, 0.5)),
      row("first-route-js-gzip", "KB", firstRouteKb(publicDir)),
      row("first-sync-10k-seconds", "s", phone.firstSync.seconds),
      row("first-sync-10k-bytes", "MB", phone.firstSync.bytes / 1e6),
      row("machine-idle-share", "of 1", idle),
      row("cpu-limit-page", "x", factor.page),
      row("cpu-limit-worker", "x", factor.worker),
    ].filter(({ name }) => only?.has(name) ?? true);
  });
};

/**
 * The app in real Chromium, offline, four times slower, with a district's patients on it. Figures are milliseconds
 * unless the unit says otherwise; times end when the frame with the answer was made.
 */
export const runClient = async (options: ClientBenchOptions = {}): Promise<Row[]> => {
  const say = options.say ?? ((line) => process.stderr.write(`${line}\n`));
  const patients = options.patients ?? PATIENTS;
  const publicDir = options.publicDir ?? join(import.meta.dirname, "../../../client/dist");
  if (!chromiumIsHere()) throw new Error("Chromium is not here: set CHROMIUM_PATH to its program.");
  if (!existsSync(join(publicDir, "index.html"))) throw new Error("The app is not built: npm run build.");
  const phone = await preparePhone({ publicDir, patients, keepDir: options.keepDir, say });
  try {
    if (options.isPrepareOnly === true) return [];
    return await measure(phone, publicDir, patients, options, say);
  } finally {
    phone.dispose();
  }
};

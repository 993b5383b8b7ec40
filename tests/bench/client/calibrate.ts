import { type CpuLimit, limited, RUN_MS } from "./cpu-limit.ts";
import type { PhonePage } from "./phone-page.ts";

/** How many times slower the browser is made. */
const FACTOR = 4;
const CLOSE_ENOUGH = 0.2;
/** Where the search for the right stops begins, where it ends (what would be right if a stop cost nothing), its length. */
const FIRST_STOP_MS = 8;
const LONGEST_STOP_MS = RUN_MS * (FACTOR - 1);
const LOOKS = 5;

const fixedWork = `
  const once = () => {
    const from = performance.now();
    let x = 1;
    for (let i = 0; i < 30000000; i++) x = (Math.imul(x, 1664525) + i) | 0;
    return { ms: performance.now() - from, x };
  };
  once();
  const times = [once().ms, once().ms, once().ms].sort((a, b) => a - b);
`;

/** Milliseconds of one fixed loop in the page and in a worker of it; the median of three. */
const timeLoop = (page: PhonePage): Promise<{ page: number; worker: number }> =>
  page.evaluate(async (code) => {
    // oxlint-disable-next-line typescript/no-implied-eval -- a fixed loop of this file, on an empty page
    const inPage = new Function(`${code} return times[1];`)() as number;
    const url = URL.createObjectURL(new Blob([`${code} postMessage(times[1]);`]));
    const inWorker = await new Promise<number>((resolve) => {
      const worker = new Worker(url);
      worker.onmessage = ({ data }) => {
        worker.terminate();
        resolve(data as number);
      };
    });
    return { page: inPage, worker: inWorker };
  }, fixedWork);

/** How many times slower the limit makes the same loop, in a page and in a worker. */
export const measureLimit = async (
  page: PhonePage,
  limit: CpuLimit,
): Promise<{ readonly page: number; readonly worker: number }> => {
  // The app's content policy would not let the loop in.
  await page.goto("about:blank");
  const before = await timeLoop(page);
  const slow = await limited(limit, page, () => timeLoop(page));
  const after = await timeLoop(page);
  // What else runs on the machine makes a loop slower, never faster.
  return {
    page: slow.page / Math.min(before.page, after.page),
    worker: slow.worker / Math.min(before.worker, after.worker),
  };
};

/** Each stop costs the waking of every thread, differently on every machine: the beat is set by what it does here. */
export const calibrate = async (page: PhonePage): Promise<CpuLimit> => {
  let limit: CpuLimit = { stopMs: FIRST_STOP_MS };
  for (let look = 0; look < LOOKS; look++) {
    const measured = await measureLimit(page, limit);
    const slower = (measured.page + measured.worker) / 2;
    if (Math.abs(slower - FACTOR) <= CLOSE_ENOUGH) break;
    // What is above 1 comes from the stops.
    const stopMs = (limit.stopMs * (FACTOR - 1)) / Math.max(0.5, slower - 1);
    limit = { stopMs: Math.min(stopMs, LONGEST_STOP_MS) };
  }
  return limit;
};

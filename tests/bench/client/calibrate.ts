import type { Page } from "playwright-core";
import { limited } from "./cpu-limit.ts";

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

/** Milliseconds of one fixed loop in the page and in a worker of it. */
const timeLoop = (page: Page): Promise<{ page: number; worker: number }> =>
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

/** How many times slower the limit makes the same loop. Taken on a page without the app's content policy. */
export const measureLimit = async (page: Page): Promise<{ page: number; worker: number }> => {
  await page.goto("about:blank");
  const free = await timeLoop(page);
  const slow = await limited(page, () => timeLoop(page));
  return { page: slow.page / free.page, worker: slow.worker / free.worker };
};

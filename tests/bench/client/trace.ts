import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connectDevTools, type DevTools } from "./devtools.ts";
import type { PhonePage } from "./phone-page.ts";

/** What says where the time goes: tasks of every thread, and CPU samples of page and worker. */
const CATEGORIES = [
  "devtools.timeline",
  "disabled-by-default-v8.cpu_profiler",
  "blink.user_timing",
  "latencyInfo",
  "toplevel",
  "v8.execute",
];

export interface Trace {
  /** Tracing costs time: figures of a traced run are too high. */
  readonly isOn: boolean;
  run<T>(page: PhonePage, name: string, work: () => Promise<T>): Promise<T>;
}

const readAll = async (devTools: DevTools, handle: string): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for (;;) {
    const part = (await devTools.send("IO.read", { handle, size: 1 << 20 })) as {
      readonly data: string;
      readonly eof: boolean;
      readonly base64Encoded?: boolean;
    };
    parts.push(Buffer.from(part.data, part.base64Encoded === true ? "base64" : "utf8"));
    if (part.eof) return Buffer.concat(parts);
  }
};

/** @param dir where traces go, to be opened in the browser's developer tools; undefined: none are taken. */
export const tracer = (dir: string | undefined): Trace => ({
  isOn: dir !== undefined,
  async run(page, name, work) {
    if (dir === undefined) return work();
    const devTools = await connectDevTools(page.devToolsUrl);
    await devTools.send("Tracing.start", {
      transferMode: "ReturnAsStream",
      traceConfig: { includedCategories: CATEGORIES },
    });
    try {
      return await work();
    } finally {
      const complete = devTools.next("Tracing.tracingComplete");
      await devTools.send("Tracing.end");
      const { stream } = (await complete) as { stream: string };
      mkdirSync(dir, { recursive: true });
      writeFileSync(join(dir, `${name}.json`), await readAll(devTools, stream));
      devTools.close();
    }
  },
});

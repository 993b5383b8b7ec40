// npm run simulate -- --seed N [--seeds K] [--trace] [--bug ack-before-commit|skipped-cursor]
import "@automerge/automerge";
import { createHash } from "node:crypto";
import { parseArgs } from "node:util";
import { useSha256 } from "@arogyasync/shared/bytes";
import type { PlantedBug } from "./planted-bugs.ts";
import { World } from "./world.ts";

useSha256((data) => new Uint8Array(createHash("sha256").update(data).digest()));
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    seeds: { type: "string", default: "1" },
    trace: { type: "boolean", default: false },
    bug: { type: "string" },
  },
});
const first = Number(values.seed);
const count = Number(values.seeds);
if (!Number.isSafeInteger(first) || !Number.isSafeInteger(count) || count < 1) {
  console.error("--seed and --seeds are whole numbers.");
  process.exit(2);
}
let failed = 0;
for (let seed = first; seed < first + count; seed++) {
  const started = performance.now();
  const { failure, traceHash, ...figures } = await new World(seed, {
    ...(values.bug === undefined ? {} : { plantedBug: values.bug as PlantedBug }),
    ...(values.trace ? { onTrace: (line: string) => console.log(line) } : {}),
  }).run();
  const ms = Math.round(performance.now() - started);
  console.log(
    `seed ${seed} ${failure === undefined ? "ok" : `FAILED: ${failure}`} trace ${traceHash.slice(0, 16)} ` +
      `${figures.devices} devices, ${figures.saved} saved, ${figures.crashes}+${figures.relayCrashes} crashes, ` +
      `${figures.erased > 0 ? "erased, " : ""}${figures.restored ? "restored, " : ""}${figures.lines} lines, ${ms} ms`,
  );
  if (failure !== undefined) failed++;
}
if (failed > 0)
  console.log(`${failed} of ${count} seeds failed. Repeat one with: npm run simulate -- --seed N --trace`);
process.exitCode = failed > 0 ? 1 : 0;

import "@automerge/automerge";
import { createHash } from "node:crypto";
import { useSha256 } from "@arogyasync/shared/bytes";
import type { BenchOptions } from "../lib/options.ts";
import type { Report, Row } from "../lib/report.ts";
import { measureAuthorise } from "./authorise.ts";
import { measureAtRest } from "./at-rest.ts";
import { ATTACK_ROW, measureAttackLatency } from "./attack-latency.ts";

/** What authority, encryption at rest and an attack cost. */
export const runSecurityBench = async ({ only }: BenchOptions): Promise<Report> => {
  useSha256((data) => new Uint8Array(createHash("sha256").update(data).digest()));
  const say = (line: string): void => console.error(line);
  const isWanted = (name: string): boolean => only?.has(name) ?? true;
  const rows: Row[] = [];
  if (isWanted("authorise-per-change")) rows.push(await measureAuthorise());
  if (isWanted(ATTACK_ROW)) rows.push(await measureAttackLatency(say));
  const atRest = ["unlock-4x", "encrypted-save-overhead", "decrypt-projection-10k-4x"];
  if (atRest.some(isWanted)) rows.push(...(await measureAtRest(say)).filter(({ name }) => isWanted(name)));
  return { bench: "security", rows };
};

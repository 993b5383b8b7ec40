import "@automerge/automerge";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { useSha256 } from "@arogyasync/shared/bytes";
import type { BenchOptions } from "../lib/options.ts";
import { lessIsBetter, type PeerFigure, type Report, type Row } from "../lib/report.ts";
import { measureStock } from "../peers/stock.ts";
import { type RowName, UNITS } from "./figures.ts";
import { HOSTILE_ROW, measureHostile } from "./hostile.ts";
import { measureOurs } from "./ours.ts";
import { makeScene } from "./scene.ts";
import { FULL, QUICK } from "./sizes.ts";

const PEERS = [
  { name: "stock", isPregrown: false },
  { name: "stock-pregrown", isPregrown: true },
];

/** The change-log relay and its engine beside the stock server, on the same documents, one after another. */
export const runSyncBench = async ({ isQuick, isAlone, only, profileDir }: BenchOptions): Promise<Report> => {
  useSha256((data) => new Uint8Array(createHash("sha256").update(data).digest()));
  const say = (line: string): void => console.error(line);
  const hostile: Row[] = [];
  if (only?.has(HOSTILE_ROW) ?? true) {
    say("hostile frames");
    hostile.push(await measureHostile({ isQuick, isAlone }, say));
  }
  if (only?.size === 1 && hostile.length > 0) return { bench: "sync", rows: hostile };
  const folder = mkdtempSync(join(tmpdir(), "bench-scene-"));
  try {
    say("documents");
    const scene = await makeScene(folder, isQuick ? QUICK : FULL);
    say("ours");
    const ours = await measureOurs(scene, { only, profileDir }, say);
    const peers: { name: string; figures: Awaited<ReturnType<typeof measureStock>> }[] = [];
    for (const { name, isPregrown } of isAlone ? [] : PEERS) {
      say(name);
      peers.push({ name, figures: await measureStock(scene, { isPregrown, only }, say) });
    }
    const rows = (Object.keys(UNITS) as RowName[]).flatMap((name) => {
      const value = ours.values.get(name);
      if (value === undefined || (only && !only.has(name))) return [];
      const figures = peers.flatMap(({ name: peer, figures: f }): PeerFigure[] => {
        const theirs = f.values.get(name);
        return theirs === undefined
          ? []
          : [{ name: f.capped.has(name) ? `${peer} >=` : peer, value: theirs }];
      });
      return [lessIsBetter(name, UNITS[name], value, figures)];
    });
    return { bench: "sync", rows: [...rows, ...hostile] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

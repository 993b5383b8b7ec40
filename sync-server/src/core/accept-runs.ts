import type { ChangeHeader } from "@arogyasync/shared/changes";
import type { ManifestIn } from "./judged.ts";
import { keyOf } from "./keys.ts";
import type { InboxItem } from "./quarantine.ts";
import type { QuarantinedChange, QuarantineStore } from "./quarantine-store.ts";

const MAX_ITEMS_A_RUN = 512;
const MAX_BYTES_A_RUN = 1024 * 1024;
/** Pairs that manifests name over and above the run's own changes; the judge refuses more than 8,192. */
const MAX_NAMES_A_RUN = 6_000;

/** A change on its way out of quarantine. */
export interface Chosen {
  readonly change: QuarantinedChange;
  readonly header: ChangeHeader | undefined;
  readonly content: InboxItem["content"];
  readonly isDependency: boolean;
}

type Manifests = Pick<QuarantineStore, "manifests">;

const manifestOf = async (quarantine: Manifests, { batch, manifest }: QuarantinedChange) =>
  batch === undefined ? undefined : (await quarantine.manifests(batch))[manifest];

/** Cuts what is to be judged into pushes: of one device, within the judge's bounds, in order. */
export const runsOf = async (quarantine: Manifests, chosen: readonly Chosen[]): Promise<Chosen[][]> => {
  const runs: Chosen[][] = [];
  let manifests = new Set<string>();
  let [bytes, names] = [0, 0];
  for (const one of chosen) {
    const { change } = one;
    const id = `${change.batch}:${change.manifest}`;
    const isNew = !manifests.has(id);
    const pairs = isNew ? ((await manifestOf(quarantine, change))?.names.length ?? 0) / 48 : 0;
    const run = runs.at(-1);
    if (
      !run ||
      run[0]?.change.device !== change.device ||
      run.length >= MAX_ITEMS_A_RUN ||
      bytes + change.bytes.length > MAX_BYTES_A_RUN ||
      names + pairs > MAX_NAMES_A_RUN
    ) {
      runs.push([one]);
      manifests = new Set([id]);
      [bytes, names] = [change.bytes.length, pairs];
    } else {
      run.push(one);
      manifests.add(id);
      bytes += change.bytes.length;
      names += pairs;
    }
  }
  return runs;
};

/** The original manifests of a run, saying again what of it they cover and what they name beside it. */
export const manifestsFor = async (quarantine: Manifests, run: readonly Chosen[]): Promise<ManifestIn[]> => {
  const indexByPair = new Map(run.map(({ change }, i) => [keyOf(change.doc.id) + keyOf(change.hash), i]));
  const out = new Map<string, ManifestIn>();
  for (const { change } of run) {
    const id = `${change.batch}:${change.manifest}`;
    const stored = out.has(id) ? undefined : await manifestOf(quarantine, change);
    if (!stored) continue;
    const missing: Uint8Array[] = [];
    const covers: number[] = [];
    for (let at = 0; at < stored.names.length; at += 48) {
      const pair = stored.names.slice(at, at + 48);
      const index = indexByPair.get(keyOf(pair));
      if (index === undefined) missing.push(pair);
      covers.push(index ?? -1);
    }
    out.set(id, { ...stored, covers, missing });
  }
  return [...out.values()];
};

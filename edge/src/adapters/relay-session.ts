import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Agent } from "node:https";
import { nodeClock } from "@arogyasync/shared/node/node-clock";
import { keySession } from "@arogyasync/shared/node/node-link";
import type { Log, Signer } from "@arogyasync/shared/ports";
import * as z from "zod";

const RETRY_MS = 2_000;
const clinicsSchema = z.array(z.string()).min(1);

/**
 * The clinics that this gateway works for. The relay says so; what it said last is kept, so that a gateway that starts
 * without a relay still knows whose patients it may write for. Resolves undefined when stopped before anybody knew.
 */
export const clinicsOf = async (options: {
  readonly relayUrl: string;
  readonly signer: Signer;
  readonly agent: Agent | undefined;
  readonly folder: string;
  readonly wanted: readonly string[];
  readonly log: Log;
  readonly isStopped: () => boolean;
  /** Told on every refusal, for the status page. */
  readonly onRefused: (code: string) => void;
}): Promise<readonly string[] | undefined> => {
  const { relayUrl, signer, agent, folder, wanted, log, isStopped, onRefused } = options;
  const file = join(folder, "clinics.json");
  const chosen = (all: readonly string[]): string[] =>
    wanted.includes("*") ? [...all] : all.filter((id) => wanted.includes(id));
  let said = "";
  while (!isStopped()) {
    const session = await keySession(relayUrl, signer, nodeClock, agent);
    if (session.ok) {
      const clinics = chosen(session.value.clinics.map(({ id }) => id));
      if (clinics.length > 0) {
        writeFileSync(`${file}.tmp`, JSON.stringify(clinics), { mode: 0o600 });
        renameSync(`${file}.tmp`, file);
        return clinics;
      }
      onRefused("no-clinic");
    } else {
      if (session.error.code !== said) log.warn("relay-not-reached", { code: session.error.code });
      said = session.error.code;
      onRefused(said);
      // Known from before: the replica itself waits for the relay, and writes meanwhile.
      if (!session.error.terminal && existsSync(file)) {
        const known = clinicsSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
        if (known.success) return chosen(known.data);
      }
    }
    await new Promise<void>((resolve) => void nodeClock.after(RETRY_MS, () => resolve()));
  }
  return undefined;
};

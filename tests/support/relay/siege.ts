import { keySession } from "@arogyasync/cli/testing";
import type { Attack } from "./attacks.ts";
import { AttackClient } from "./attack-client.ts";

export interface SiegeLane {
  readonly url: string;
  /** A fresh ticket, for one connection. */
  readonly ticket: () => Promise<string>;
  readonly device: string;
}

/** Frames made beforehand, so that the attacker's own work is not measured: a few variants of each attack. */
export const armoury = async (
  attacks: readonly Attack[],
  variants: number,
): Promise<{ attack: Attack; frames: Uint8Array[] }[]> => {
  const out: { attack: Attack; frames: Uint8Array[] }[] = [];
  for (const attack of attacks) {
    const frames: Uint8Array[] = [];
    for (let n = 0; n < variants; n++) frames.push(await attack.make(n));
    out.push({ attack, frames });
  }
  return out;
};

export interface SiegeResult {
  readonly frames: number;
  /** Refusals that did not come with the expected code. */
  readonly wrong: readonly string[];
  /** Milliseconds from each frame to its refusal. */
  readonly latenciesMs: readonly number[];
  /** The same by attack. */
  readonly latenciesByAttack: ReadonlyMap<string, readonly number[]>;
}

/** Sends `count` hostile frames one after another, reconnecting whenever the relay has ended the connection. */
export const besiege = async (
  lane: SiegeLane,
  weapons: readonly { attack: Attack; frames: readonly Uint8Array[] }[],
  count: number,
  offset = 0,
): Promise<SiegeResult> => {
  const wrong: string[] = [];
  const latenciesMs: number[] = [];
  const latenciesByAttack = new Map<string, number[]>();
  let client: AttackClient | undefined;
  let isGreeted = false;
  for (let n = 0; n < count; n++) {
    const weapon = weapons[(n + offset) % weapons.length];
    const frame = weapon?.frames[n % weapon.frames.length];
    if (!weapon || !frame) continue;
    const { attack } = weapon;
    if (client && isGreeted !== (attack.by === "insider")) {
      client.close();
      client = undefined;
    }
    if (!client) {
      client = await AttackClient.open(lane.url, await lane.ticket());
      isGreeted = attack.by === "insider";
      if (isGreeted) await client.greet(lane.device);
    }
    const answer = await client.attack(frame);
    latenciesMs.push(answer.ms);
    latenciesByAttack.set(attack.name, [...(latenciesByAttack.get(attack.name) ?? []), answer.ms]);
    if (answer.code !== attack.code) wrong.push(`${attack.name}: ${answer.code} instead of ${attack.code}`);
    if (attack.isFatal) {
      client.close();
      client = undefined;
    }
  }
  client?.close();
  return { frames: count, wrong, latenciesMs, latenciesByAttack };
};

export const percentile = (values: readonly number[], p: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * p) / 100))] ?? Number.NaN;
};

/**
 * A service's ticket, for lanes that connect themselves. Asked twice if need be: an idle HTTP connection may be closed
 * by the relay at the moment it is used again, which every client lives with.
 */
export const ticketOf = async (...args: Parameters<typeof keySession>): Promise<string> => {
  const first = await keySession(...args);
  const session = first.ok || first.error.code !== "relay-down" ? first : await keySession(...args);
  if (!session.ok) throw new Error(`${session.error.code}: ${session.error.message}`);
  return session.value.ticket ?? "";
};

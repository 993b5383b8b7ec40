import type { Cancel } from "@arogyasync/shared/ports";
import type { DepartureCause } from "@arogyasync/shared/protocol";
import { createSalvageLink, handIn, notHandedIn } from "@arogyasync/shared/replica";
import type { WipeResult } from "../data/departure.ts";
import { type Departing, type DepartureDeps, mayHold } from "./departure-deps.ts";
import { closeForGood, trustedRelayKey, noteOf, signStatement } from "./departure-end.ts";
import { wipeNow } from "./wipe-now.ts";

export interface Departure {
  /** The relay says that this session has ended for good. What is true of it, its signed grant will say. */
  begin(who: Departing): void;
  /** The network came back, or a person is impatient. */
  nudge(): void;
  /**
   * A person wants this device empty: what is only here is handed in as whoever is signed in; where that does not work,
   * nothing is deleted unless they insist. [QR36]
   */
  wipeNow(who: Departing | undefined, mayLose: boolean): Promise<WipeResult>;
}

/** Waits between attempts, ms; the last one goes on for ever. */
const WAITS_MS = [5_000, 15_000, 60_000, 300_000] as const;
/** Answers that mean: nobody has shown that this session must end. */
const NOT_CONFIRMED: readonly string[] = ["not-departing", "grant-invalid", "bad-proof", "key-unknown"];

/**
 * The end of a device's or a person's time with this relay: everything unsent is handed in, and only when a valid
 * receipt covers all of it is anything destroyed. Without a network, or with a relay that is full, it waits and tries
 * again. An end of session that no grant confirms wipes nothing. [QR32][QR33]
 */
export const createDeparture = (deps: DepartureDeps): Departure => {
  const { store, clock, log } = deps;
  let who: Departing | undefined;
  let isRunning = false;
  let isOver = false;
  let attempts = 0;
  let cancelRetry: Cancel | undefined;

  const retryLater = (): number => {
    const waitMs = WAITS_MS[Math.min(attempts++, WAITS_MS.length - 1)] ?? 0;
    cancelRetry?.();
    cancelRetry = clock.after(waitMs, nudge);
    return clock.now() + waitMs;
  };
  /** The session goes on, or nobody has shown that it must end: everything stays as it is. */
  const stay = (code: string): void => {
    log.warn("departure-not-confirmed", { code });
    who = undefined;
    attempts = 0;
    deps.onState(undefined);
  };

  const finish = async (leaving: Departing, cause: DepartureCause, input: Parameters<typeof handIn>[0]) => {
    const signer = await deps.openSigner(leaving.keyName);
    for (;;) {
      deps.onState({ phase: "handing-in", cause, left: (await notHandedIn(input)).length });
      const done = await handIn(input);
      if (!done.ok) {
        const { code, left } = done.error;
        return deps.onState({ phase: "waiting", cause, code, left, retryAtMs: retryLater() });
      }
      const others = await deps.others();
      const waiting = others.filter((other) => mayHold(other) > 0).length;
      // Of a device that must go the last one out deletes everything; a person leaves the others' vaults alone.
      const isPersonOnly = waiting > 0 || (cause === "user-disabled" && others.length > 0);
      const bare = noteOf(cause, isPersonOnly ? "person" : "device", clock.now(), done.value);
      const { handedIn, lost } = bare;
      const statement = { device: deps.device(), cause, at: clock.now(), handedIn, lost };
      const note = isPersonOnly
        ? { ...bare, othersWaiting: cause === "user-disabled" ? 0 : waiting }
        : { ...bare, report: await signStatement(signer, statement) };
      isOver = await closeForGood(
        (work) => deps.exclusive(work),
        async () => {
          // Somebody may have saved something while the last upload was under way: it goes first.
          if ((await notHandedIn(input)).length > 0) return false;
          if (!isPersonOnly) await deps.keepNote(note);
          await store.close();
          return true;
        },
      );
      if (!isOver) continue;
      if (!isPersonOnly) return deps.onState({ phase: "emptying", note });
      await deps.removeVault(leaving.keyName);
      await deps.keepNote(note);
      return deps.onState({ phase: "gone", note });
    }
  };

  const attempt = async (leaving: Departing): Promise<void> => {
    const trusted = await trustedRelayKey(deps, leaving.relayKey);
    if (!trusted) return stay("relay-unknown");
    const relayKey = trusted.key;
    const link = createSalvageLink({
      http: deps.http,
      signer: await deps.openSigner(leaving.keyName),
      verifier: deps.verifier,
      relayKey,
      device: deps.device(),
      now: () => clock.now(),
      grant: leaving.grant,
    });
    who = { ...leaving, grant: undefined }; // the next attempt asks anew: the device may have been given back
    const cause = await link.cause();
    if (!cause.ok) {
      const isForgery = cause.error.code !== "grant-invalid" || trusted.isLatest;
      if (NOT_CONFIRMED.includes(cause.error.code) && isForgery) return stay(cause.error.code);
      retryLater(); // neither confirmed nor denied: the app stays as it is meanwhile
      return;
    }
    await deps.stopSending();
    await finish(leaving, cause.value, {
      store,
      link,
      relayKey,
      compression: deps.compression,
      verifier: deps.verifier,
      onProgress: (left) => deps.onState({ phase: "handing-in", cause: cause.value, left }),
    });
  };

  const nudge = (): void => {
    if (!who || isRunning || isOver) return;
    cancelRetry?.();
    isRunning = true;
    attempt(who)
      .catch((error: unknown) => {
        log.error("departure-failed", { error: String(error) });
        retryLater();
      })
      .finally(() => {
        isRunning = false;
      });
  };
  return {
    begin(next) {
      if (isOver || who?.keyName === next.keyName) return;
      who = next;
      nudge();
    },
    nudge,
    async wipeNow(person, mayLose) {
      const result = await wipeNow(deps, person, mayLose);
      isOver ||= result.ok;
      return result;
    },
  };
};

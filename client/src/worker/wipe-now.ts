import { handInToAdmin } from "@arogyasync/shared/api";
import { bytesToBase64Url } from "@arogyasync/shared/bytes";
import { handIn, type HandInLink, surveyHandIn } from "@arogyasync/shared/replica";
import { err, ok } from "@arogyasync/shared/result";
import type { DepartureNote, WipeResult } from "../data/departure.ts";
import { type Departing, type DepartureDeps, mayHold } from "./departure-deps.ts";
import { closeForGood, trustedRelayKey, noteOf, signStatement } from "./departure-end.ts";

/** Hands in as whoever is signed in: the relay takes it like any push, and keeps for an administrator what it refuses. */
const apiLink = (ask: DepartureDeps["ask"]): HandInLink => ({
  async upload(body) {
    const answer = await ask(handInToAdmin.path, { body: bytesToBase64Url(body) });
    if (!answer.ok) return err({ code: answer.code, message: answer.message });
    const receipt = handInToAdmin.response.safeParse(answer.value);
    return receipt.success ? ok(receipt.data) : err({ code: "bad-answer", message: receipt.error.message });
  },
});

/** See `Departure.wipeNow`. [QR36] */
export const wipeNow = async (
  deps: DepartureDeps,
  who: Departing | undefined,
  mayLose: boolean,
): Promise<WipeResult> => {
  const { store, verifier } = deps;
  // Without a known relay no receipt counts.
  const relayKey = (await trustedRelayKey(deps, who?.relayKey))?.key ?? new Uint8Array(32);
  const place = { store, verifier, relayKey };
  let code = "signed-out";
  if (who) {
    const link = apiLink((path, body) => deps.ask(path, body));
    const handed = await handIn({ ...place, link, compression: deps.compression });
    if (!handed.ok) code = handed.error.code;
  }
  // Nobody but they can hand in what is in the sealed vaults of others.
  const inOthers = (await deps.others()).reduce((sum, other) => sum + mayHold(other), 0);
  let left = 0;
  let note: DepartureNote | undefined;
  const isOver = await closeForGood(
    (work) => deps.exclusive(work),
    async () => {
      const survey = await surveyHandIn(place);
      left = survey.left.length + inOthers;
      if (survey.left.length === 0) code = "others-unsent";
      if (left > 0 && !mayLose) return false;
      const own = noteOf("person", "device", deps.clock.now(), survey.summary, survey.left.length);
      const bare = { ...own, lost: own.lost + inOthers };
      const { handedIn, lost, atMs } = bare;
      const statement = { device: deps.device(), cause: "person" as const, at: atMs, handedIn, lost };
      const report = who && (await signStatement(await deps.openSigner(who.keyName), statement));
      note = { ...bare, ...(report ? { report } : {}) };
      await deps.stopSending();
      await deps.keepNote(note);
      await store.close();
      return true;
    },
  );
  if (!isOver || !note) return { ok: false, left, code };
  deps.onState({ phase: "emptying", note });
  return { ok: true };
};

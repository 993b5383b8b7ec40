import { equalBytes } from "../bytes/index.ts";
import { encodeCbor, isSuccessorOf, type Welcome } from "../protocol/index.ts";
import { err, ok, type Result } from "../result.ts";
import type { EngineContext } from "./engine-context.ts";
import { keys } from "./keys.ts";

const isTrusted = async (context: EngineContext, known: Uint8Array, welcome: Welcome): Promise<boolean> => {
  const vouched = context.vouchedKey?.();
  const starts = vouched ? [known, vouched] : [known];
  for (const start of starts)
    if (await isSuccessorOf(context.verifier, start, welcome.relayKey, welcome.successions ?? []))
      return true;
  return false;
};

/**
 * Compares the relay with the one this device knows. The first one met is remembered. Another log under a new epoch
 * (restored from backup): everything it gave a receipt for is offered again and every cursor starts over, in one
 * transaction. Another key is followed when each since the known one was signed by the one before it, however many
 * rotations this device has missed, or when the person has vouched for it; otherwise it is nobody we know. [PR9] [ID41]
 */
export const meetRelay = async (
  context: EngineContext,
  welcome: Welcome,
): Promise<Result<undefined, "relay-key-changed">> => {
  const { standing, store, outbox } = context;
  const relay = { key: welcome.relayKey, epoch: welcome.epoch };
  const known = standing.relay;
  const remember = async (): Promise<void> => {
    await store.transact([{ type: "put", key: keys.relay, value: encodeCbor(relay) }], "strict");
    standing.relay = relay;
  };
  if (!known) await remember();
  else if (!(await isTrusted(context, known.key, welcome))) return err("relay-key-changed");
  else if (!equalBytes(known.epoch, welcome.epoch)) {
    const again = await outbox.reopen(() => true, standing.newEpochWrites(relay));
    standing.newEpochDone(relay);
    context.log.warn("relay-log-replaced", {
      offeredAgain: again.length,
      keyChanged: !equalBytes(known.key, welcome.relayKey),
    });
    context.events.onStage(again.map(({ hashHex, docId, stage }) => ({ hashHex, docId, stage })));
  } else {
    if (!equalBytes(known.key, relay.key)) await remember();
    await outbox.prune(welcome.epoch, welcome.backedUpSeq);
  }
  return ok(undefined);
};

import { join } from "node:path";
import type * as RelayApp from "@arogyasync/sync-server/app";
import type { KeyPurpose } from "@arogyasync/sync-server/app";
import { type Command, Option } from "commander";
import { CommandError, exitCodes } from "../exit-codes.ts";
import { holdLock } from "../hold-lock.ts";
import { createOutput } from "../output.ts";
import { dataDirOf } from "./start-config.ts";
import { dataDirOption } from "./with-admin.ts";

interface Options {
  readonly dataDir?: string;
  readonly json?: boolean;
}

/** Runs work on the keys of a data folder; what is wrong with them is one line. */
const withKeys = async <T>(
  options: Options,
  work: (relay: typeof RelayApp, dataDir: string) => Promise<T>,
): Promise<T> => {
  const relay = await import("@arogyasync/sync-server/app");
  const dataDir = dataDirOf(process.env, options.dataDir);
  const unlock = holdLock(join(dataDir, "keys.lock"), "another rotation is under way; wait for it to end");
  try {
    return await work(relay, dataDir);
  } catch (error) {
    if (error instanceof relay.RelayKeyError)
      throw new CommandError(exitCodes.cannotStart, "keys-unusable", error.message);
    throw error;
  } finally {
    unlock();
  }
};

const effects: Readonly<Record<KeyPurpose, string>> = {
  token: "Tokens of the old key are believed for 20 minutes more, unless it was --now.",
  receipt: "It is signed by the old one, so devices follow. Old receipts stay good.",
};

const purposeOf = (text: string, all: readonly KeyPurpose[]): KeyPurpose => {
  const purpose = all.find((one) => one === text);
  if (purpose) return purpose;
  throw new CommandError(exitCodes.usage, "bad-purpose", `say ${all.join(" or ")}`);
};

const rotate = (what: string, options: Options & { readonly now?: boolean }): Promise<void> =>
  withKeys(options, async ({ rotateKey, keyPurposes, KEY_OVERLAP_MS }, dataDir) => {
    const purpose = purposeOf(what, keyPurposes);
    if (options.now && purpose === "receipt")
      throw new CommandError(exitCodes.usage, "bad-option", "--now is for the token key");
    const done = await rotateKey(dataDir, purpose, Date.now(), options.now ? 0 : KEY_OVERLAP_MS);
    createOutput(options.json ?? false).result({ purpose, ...done }, () => [
      `The ${purpose} key is ${done.kid} now, in the place of ${done.before}. ${effects[purpose]}`,
      "Back up the data folder: without the new key no device trusts this relay.",
    ]);
  });

const list = (options: Options): Promise<void> =>
  withKeys(options, async ({ readKeyRecords, keyPurposes }, dataDir) => {
    const records = readKeyRecords(dataDir);
    const rows = keyPurposes.flatMap((purpose) =>
      (records?.[purpose] ?? []).map(({ kid, key, fromMs, untilMs }) => ({
        purpose,
        kid,
        key,
        fromMs,
        untilMs,
      })),
    );
    const at = (ms: number) => new Date(ms).toISOString();
    createOutput(options.json ?? false).result(rows, () =>
      rows.length === 0
        ? ["No keys yet: the relay makes them at its first start."]
        : rows.map(
            ({ purpose, kid, fromMs, untilMs }) =>
              `${purpose.padEnd(8)} ${kid}  from ${at(fromMs)}${untilMs === undefined ? "  in use" : `  until ${at(untilMs)}`}`,
          ),
    );
  });

export const keysCommand = (program: Command): void => {
  const keys = program.command("keys").description("the relay's own keys: list and rotate them");
  keys
    .command("rotate")
    .description("put a new key in the place of the one in use; a running relay takes it up within a second")
    .argument("<what>", "token (signs access tokens) or receipt (signs what the relay has on its disk)")
    .addOption(new Option("--now", "believe no token of the old key any more (it may have been stolen)"))
    .option(...dataDirOption)
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExample:\n  npx arogya keys rotate token\n  npx arogya keys rotate receipt")
    .action(rotate);
  keys
    .command("list")
    .description("keys by id, since when and until when")
    .option(...dataDirOption)
    .option("--json", "print them as JSON, with the public keys")
    .addHelpText("after", "\nExample:\n  npx arogya keys list --json")
    .action(list);
};

import { must } from "@arogyasync/shared/result";
import type { RevocationAction, RevocationErrorCode, RevocationTarget } from "@arogyasync/sync-server/app";
import type { Command } from "commander";
import { CommandError, exitCodes } from "../exit-codes.ts";
import { createOutput } from "../output.ts";
import { dataDirOption } from "./with-admin.ts";
import { asOption, withDesk } from "./with-desk.ts";

interface Options {
  readonly dataDir?: string;
  readonly json?: boolean;
  readonly as: string;
  readonly reason: string;
  readonly wipe?: boolean;
}

const sentences: Readonly<Record<RevocationErrorCode, string>> = {
  "reason-needed": "give a reason of at least three characters; it is written down",
  "confirmation-wrong": "the name was not typed the same twice",
  "unknown-device": "there is no such device, or nobody ever signed in on it",
  "unknown-user": "there is no such person, or this cannot be done to a person",
  "scope-refused": "nobody of this administrator's clinics is concerned",
  "role-refused": "only an administrator may switch off an administrator",
  "not-yourself": "nobody switches themselves off; let another administrator do it",
  "already-wiped": "this device has said that it is empty; enrol it anew",
};

const targetOf = (text: string): RevocationTarget => {
  if (text === "device" || text === "person") return text;
  throw new CommandError(exitCodes.usage, "bad-target", "say device or person");
};

const effects: Readonly<Record<RevocationAction, string>> = {
  revoke:
    "Its connections end within a second. What it has not sent is handed in to quarantine when it comes online.",
  wipe: "It hands in what it has, empties itself when it comes online, and is enrolled anew.",
  reinstate: "It may sign in again.",
};

const apply = async (action: RevocationAction, target: string, id: string, options: Options): Promise<void> =>
  withDesk(options, async ({ revocations }, by) => {
    const request = { target: targetOf(target), id, action, reason: options.reason, confirm: id };
    const done = await revocations.apply(request, by);
    if (!done.ok)
      throw new CommandError(exitCodes.usage, done.error, must(sentences[done.error], done.error));
    createOutput(options.json ?? false).result(done.value, () => [
      `${action}: the ${target} ${id}. ${effects[action]}`,
    ]);
  });

const book = (options: Omit<Options, "reason">): Promise<void> =>
  withDesk(options, async ({ revocations }, by) => {
    const { rows, wipes } = await revocations.list(by);
    const shown = wipes.map(({ key: _key, signature: _signature, ...wipe }) => wipe);
    createOutput(options.json ?? false).result({ revocations: rows, wipes: shown }, () => [
      ...rows.map(
        (r) => `${new Date(r.at).toISOString()}  ${r.action} ${r.target} ${r.id}  by ${r.by}: ${r.reason}`,
      ),
      ...wipes.map(
        (w) =>
          `${new Date(w.receivedAt).toISOString()}  the device ${w.device} says it is empty (${w.cause}): ${w.handedIn} handed in, ${w.lost} lost`,
      ),
    ]);
  });

export const revokeCommand = (program: Command): void => {
  program
    .command("revoke")
    .description("switch off a device or a person at once; what was not sent is handed in, never destroyed")
    .argument("<what>", "device or person")
    .argument("<id>", "the device's id, or the person's login")
    .requiredOption(...asOption)
    .requiredOption("--reason <text>", "written down with it")
    .option("--wipe", "a device that is trusted: it only empties itself and is enrolled anew")
    .option(...dataDirOption)
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  npx arogya revoke device hJ3k… --as dr.rao --reason 'lost on the bus to Wadgaon'",
    )
    .action((target: string, id: string, options: Options) =>
      apply(options.wipe ? "wipe" : "revoke", target, id, options),
    );
  program
    .command("reinstate")
    .description("take a revocation back")
    .argument("<what>", "device or person")
    .argument("<id>", "the device's id, or the person's login")
    .requiredOption(...asOption)
    .requiredOption("--reason <text>", "written down with it")
    .option(...dataDirOption)
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  npx arogya reinstate person asha.devi --as dr.rao --reason 'back from leave'",
    )
    .action((target: string, id: string, options: Options) => apply("reinstate", target, id, options));
  program
    .command("revocations")
    .description("the book of what was switched off, by whom and why, and which devices say they are empty")
    .requiredOption(...asOption)
    .option(...dataDirOption)
    .option("--json", "print it as JSON")
    .addHelpText("after", "\nExample:\n  npx arogya revocations --as dr.rao --json")
    .action(book);
};

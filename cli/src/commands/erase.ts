import type { ErasurePreview, ErasureView, HolderView } from "@arogyasync/shared/api";
import { must, type Result } from "@arogyasync/shared/result";
import type { ErasureErrorCode } from "@arogyasync/sync-server/app";
import type { Command } from "commander";
import { CommandError, exitCodes } from "../exit-codes.ts";
import { createOutput } from "../output.ts";
import { dataDirOption } from "./with-admin.ts";
import { asOption, withDesk } from "./with-desk.ts";

interface Options {
  readonly dataDir?: string;
  readonly json?: boolean;
  readonly as: string;
}
interface EraseOptions extends Options {
  readonly reason?: string;
  readonly confirm?: string;
  readonly dryRun?: boolean;
}

const sentences: Readonly<Record<ErasureErrorCode, string>> = {
  "unknown-patient": "there is no patient with this id",
  "scope-refused": "this patient belongs to clinics that are not this administrator's",
  "reason-needed": "give --reason, at least three characters; it is written down",
  "confirmation-wrong": "give --confirm with the patient's id once more; what is erased never comes back",
  "already-erased": "this patient was erased already; `arogya erasures` shows by whom and why",
};
const orExplain = <T>(result: Result<T, ErasureErrorCode>): T => {
  if (result.ok) return result.value;
  throw new CommandError(exitCodes.usage, result.error, must(sentences[result.error], result.error));
};

const goneLines = ({ gone }: Pick<ErasurePreview, "gone">): string[] => [
  `  ${gone.documents} documents: ${gone.changes} changes, ${gone.readings} readings, ${gone.snapshots} snapshots`,
  `  ${gone.quarantined} refused or handed-in changes`,
  `  ${gone.bytes} bytes`,
];

const previewLines = (preview: ErasurePreview): string[] => [
  `Would erase ${preview.name ?? "(no name)"}, ${preview.patient}, of ${preview.clinics.join(", ")}:`,
  ...goneLines(preview),
  `  and the same from ${preview.devices} devices, as each comes online`,
  "Nothing was changed.",
];

const stateTexts: Readonly<Record<HolderView["state"], string>> = {
  done: "says, signed, that it is erased there",
  emptied: "says that it is empty",
  waiting: "has been here since and has not said so yet",
  "not-seen": "has not been here since",
};

const erasureLines = (erasure: ErasureView): string[] => [
  `${new Date(erasure.atMs).toISOString()}  ${erasure.patient}  by ${erasure.by}: ${erasure.reason}`,
  ...goneLines(erasure),
  `  remain: ${erasure.remains.documents} names, ${erasure.remains.changes} hashes, ${erasure.remains.accessEntries} entries of the access log`,
  erasure.purgedAtMs === undefined
    ? "  the database's files are still to be rewritten; the relay tries again at its next start"
    : "  gone from the database's files",
  ...erasure.devices.map(
    (d) => `  device ${d.label ?? "?"} (${d.device}) of ${d.person} ${stateTexts[d.state]}`,
  ),
];

const erase = (patient: string, options: EraseOptions): Promise<void> =>
  withDesk(options, async ({ erasures }, principal) => {
    const by = { principal, device: "cli" };
    const output = createOutput(options.json ?? false);
    if (options.dryRun) {
      const preview = orExplain(await erasures.preview(patient, by));
      output.result(preview, () => previewLines(preview));
      return;
    }
    const request = { patient, reason: options.reason ?? "", confirm: options.confirm ?? "" };
    const erasure = orExplain(await erasures.erase(request, by));
    output.result(erasure, () => ["Erased.", ...erasureLines(erasure)]);
  });

const book = (options: Options): Promise<void> =>
  withDesk(options, async ({ erasures }, by) => {
    const all = await erasures.list(by);
    createOutput(options.json ?? false).result(all, () =>
      all.length === 0 ? ["Nobody was erased."] : all.flatMap(erasureLines),
    );
  });

export const eraseCommand = (program: Command): void => {
  program
    .command("erase")
    .description("erase a patient by law: from the relay for good, and from each device as it comes online")
    .argument("<patient>", "the patient's id")
    .requiredOption(...asOption)
    .option("--reason <text>", "written down with it")
    .option("--confirm <patient>", "the patient's id once more")
    .option("--dry-run", "show what would go, and change nothing")
    .option(...dataDirOption)
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  npx arogya erase 3kQ… --as dr.rao --dry-run\n  npx arogya erase 3kQ… --as dr.rao --reason 'asked for in writing on 3 May' --confirm 3kQ…",
    )
    .action(erase);
  program
    .command("erasures")
    .description("the book of erasures: what went, what remains, and which devices have done it")
    .requiredOption(...asOption)
    .option(...dataDirOption)
    .option("--json", "print it as JSON")
    .addHelpText("after", "\nExample:\n  npx arogya erasures --as dr.rao --json")
    .action(book);
};

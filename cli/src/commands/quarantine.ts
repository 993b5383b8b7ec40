import type { QuarantineItem } from "@arogyasync/shared/api";
import { parseReading } from "@arogyasync/shared/records";
import { must } from "@arogyasync/shared/result";
import { formatVital, isVitalField, type VitalValue, vitalFields } from "@arogyasync/shared/vitals";
import type { Command } from "commander";
import { CommandError, exitCodes } from "../exit-codes.ts";
import { createOutput } from "../output.ts";
import type { Outcome } from "../program.ts";
import { dataDirOption } from "./with-admin.ts";
import { asOption, withDesk } from "./with-desk.ts";

interface Options {
  readonly dataDir?: string;
  readonly json?: boolean;
  readonly as: string;
}
interface ListOptions extends Options {
  readonly state: string;
}
interface DecideOptions extends Options {
  readonly reason: string;
}

const states = ["open", "accepted", "rejected", "all"] as const;

const readingText = (text: string): string => {
  const parsed = parseReading(text);
  if (!parsed.ok) return "a reading that cannot be read";
  const values = parsed.value as Readonly<Record<string, VitalValue | undefined>>;
  const said = vitalFields.flatMap((field) => {
    const value = values[field];
    if (value === undefined || !isVitalField(field)) return [];
    const { text: shown, unit } = formatVital(field, value);
    return [`${field} ${shown}${unit && ` ${unit}`}`];
  });
  return [new Date(parsed.value.measuredAt).toISOString(), ...said].join(", ");
};

const contentLines = ({ content, mayRead, patientName, patientId }: QuarantineItem): string[] => {
  if (!mayRead) return ["  (not yours to read)"];
  const about = `  patient: ${patientName ?? patientId ?? "-"}`;
  if (!content) return [about, "  (cannot be read)"];
  return [
    about,
    ...(content.isRegistration ? ["  registers the patient"] : []),
    ...content.readings.map((text) => `  reading: ${readingText(text)}`),
    ...content.fields.map((f) => `  ${f.container}.${f.field} = ${f.value ?? "(deleted)"}`),
  ];
};

const itemLines = (item: QuarantineItem): string[] => [
  `${item.no}  ${item.state}  ${item.code}  ${item.isHandedIn ? "handed in" : "refused"}  ${new Date(item.receivedAtMs).toISOString()}`,
  `  by ${item.author ? `${item.author.name} (${item.author.id})` : "nobody whose signature holds"}, on ${item.device.label ?? "?"} (${item.device.id}), brought by ${item.courier}`,
  ...(item.signedAtMs === undefined
    ? []
    : [
        `  signed ${new Date(item.signedAtMs).toISOString()}` +
          (item.revokedAtMs === undefined
            ? ""
            : `, switched off ${new Date(item.revokedAtMs).toISOString()}`),
      ]),
  ...contentLines(item),
  ...(item.note === undefined ? [] : [`  note: ${item.note}`]),
  ...(item.decision
    ? [
        `  ${item.decision.verdict} (${item.decision.outcome}) by ${item.decision.by}: ${item.decision.reason}`,
      ]
    : []),
];

const listItems = (options: ListOptions): Promise<void> =>
  withDesk(options, async ({ inbox }, by) => {
    const state = states.find((s) => s === options.state);
    if (!state)
      throw new CommandError(exitCodes.usage, "bad-state", `--state is one of ${states.join(", ")}`);
    const { itemView } = await import("@arogyasync/sync-server/app");
    const items: QuarantineItem[] = [];
    let before: number | undefined;
    do {
      const page = await inbox.page(by, { state, before }, "cli");
      items.push(...page.items.map(itemView));
      before = page.before;
    } while (before !== undefined);
    createOutput(options.json ?? false).result(items, () =>
      items.length === 0 ? ["Nothing is in quarantine."] : items.flatMap(itemLines),
    );
  });

const sentences: Readonly<Record<string, string>> = {
  "reason-needed": "give a reason of at least three characters; it is written down with the decision",
  "not-found": "some of these numbers are not in the quarantine of this administrator's clinics",
  "already-accepted": "what has entered the record cannot be rejected; correct the record instead",
  storage: "the data folder could not be written; nothing was changed",
};
const explain = (code: string): CommandError =>
  new CommandError(
    code === "storage" ? exitCodes.failed : exitCodes.usage,
    code,
    must(sentences[code], code),
  );

const numbersOf = (texts: readonly string[]): number[] =>
  texts.map((text) => {
    if (!/^[1-9]\d{0,14}$/.test(text))
      throw new CommandError(exitCodes.usage, "bad-number", `${text} is no number of the list`);
    return Number(text);
  });

/** Ends with 4 when some of it could not enter the log. */
const acceptItems =
  (outcome: Outcome) =>
  (texts: readonly string[], options: DecideOptions & { readonly dependencies: boolean }): Promise<void> =>
    withDesk(options, async ({ decide }, by) => {
      const done = await decide.accept(by, {
        nos: numbersOf(texts),
        reason: options.reason,
        withDependencies: options.dependencies,
        mayRecreate: true,
      });
      if (!done.ok) throw explain(done.error);
      const isLeft = done.value.some((r) => r.outcome === "missing" || r.outcome === "refused");
      if (isLeft) outcome.exitCode = exitCodes.incomplete;
      createOutput(options.json ?? false).result(done.value, () =>
        done.value.map(
          (r) =>
            `${r.no}  ${r.outcome}${r.code === undefined ? "" : ` (${r.code})`}` +
            `${r.isDependency ? ", which what you chose builds on" : ""}` +
            `${r.missing.length === 0 ? "" : `, builds on ${r.missing.map((m) => m.slice(0, 12)).join(", ")}`}`,
        ),
      );
    });

const rejectItems = (texts: readonly string[], options: DecideOptions): Promise<void> =>
  withDesk(options, async ({ decide }, by) => {
    const done = await decide.reject(by, { nos: numbersOf(texts), reason: options.reason });
    if (!done.ok) throw explain(done.error);
    createOutput(options.json ?? false).result({ rejected: done.value }, () => [
      `Rejected ${done.value}. They stay in quarantine and can still be accepted.`,
    ]);
  });

export const quarantineCommand = (program: Command, outcome: Outcome): void => {
  const quarantine = program
    .command("quarantine")
    .description("what was refused, and what devices handed in that had to go: list, accept, reject");
  quarantine
    .command("list")
    .description("list it, newest first")
    .requiredOption(...asOption)
    .option("--state <state>", "open, accepted, rejected or all", "open")
    .option(...dataDirOption)
    .option("--json", "print it as JSON")
    .addHelpText("after", "\nExample:\n  npx arogya quarantine list --as dr.rao")
    .action(listItems);
  quarantine
    .command("accept")
    .description("let changes into the record as their true authors'")
    .argument("<number...>", "their numbers in the list")
    .requiredOption(...asOption)
    .requiredOption("--reason <text>", "written down with the decision")
    .option("--no-dependencies", "do not also accept what they build on")
    .option(...dataDirOption)
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      `
stored: the change itself is in the log. recreated: it builds on what is not there, so the relay made its content again
in its author's name. present: the record had it already. missing, refused: it stays in quarantine (exit code 4).

Example:
  npx arogya quarantine accept 12 13 --as dr.rao --reason 'asked Asha: her lost phone'`,
    )
    .action(acceptItems(outcome));
  quarantine
    .command("reject")
    .description("leave changes out, with a reason; they are kept")
    .argument("<number...>", "their numbers in the list")
    .requiredOption(...asOption)
    .requiredOption("--reason <text>", "written down with the decision")
    .option(...dataDirOption)
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExample:\n  npx arogya quarantine reject 14 --as dr.rao --reason 'a test entry'")
    .action(rejectItems);
};

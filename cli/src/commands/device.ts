import { enrolmentLink, groupedCode } from "@arogyasync/shared/enrolment";
import { must } from "@arogyasync/shared/result";
import type { EnrolmentErrorCode } from "@arogyasync/sync-server/app";
import { readConfig } from "@arogyasync/sync-server/config";
import type { Command } from "commander";
import { CommandError, exitCodes } from "../exit-codes.ts";
import { createOutput } from "../output.ts";
import { urlOf } from "../supervisor/services.ts";
import { qrLines } from "../terminal-qr.ts";
import { dataDirOption, withAdmin } from "./with-admin.ts";

interface Options {
  readonly dataDir?: string;
  readonly json?: boolean;
}
interface InviteOptions extends Options {
  readonly clinic: string;
  readonly user?: string;
  readonly hours: string;
  readonly url?: string;
}

/** Whoever has the relay's machine answers for every clinic; no login can have this name. */
const OPERATOR = { userId: "@operator", roles: ["admin"], clinics: ["*"] } as const;
const MAX_HOURS = 168;

const sentences: Readonly<Record<EnrolmentErrorCode, string>> = {
  "unknown-clinic": "there is no such clinic; `arogya clinic list` shows them",
  "unknown-user": "there is no such person, or the account is closed; `arogya user list` shows all",
  "scope-refused": "this belongs to another clinic",
  "not-of-this-clinic": "this person does not work for this clinic; `arogya user list` shows for which",
  "too-many-codes": "this clinic has too many unused codes; withdraw some first",
  "unknown-code": "there is no such code; `arogya device codes` shows all",
  "enrolment-code-used": "this code was used already; `arogya revoke device` switches the device off",
  "enrolment-code-withdrawn": "this code was withdrawn already",
};
const explain = (code: EnrolmentErrorCode): CommandError =>
  new CommandError(exitCodes.usage, code, must(sentences[code], code));

const hoursOf = (text: string): number => {
  const hours = Number(text);
  if (Number.isInteger(hours) && hours >= 1 && hours <= MAX_HOURS) return hours;
  throw new CommandError(exitCodes.usage, "bad-hours", `--hours is a number from 1 to ${MAX_HOURS}`);
};
const originOf = (text: string | undefined): string => {
  if (text === undefined) return urlOf({ ...readConfig(process.env), isTls: Boolean(process.env.TLS_CERT) });
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text).origin;
  throw new CommandError(
    exitCodes.usage,
    "bad-url",
    `${text} is no address such as https://vitals.example.org`,
  );
};

const invite = (options: InviteOptions): Promise<void> =>
  withAdmin(options.dataDir, async (_users, _folder, { enrolments }) => {
    const { clinic, user } = options;
    const hours = hoursOf(options.hours);
    const origin = originOf(options.url);
    const issued = await enrolments.issue(OPERATOR, { clinic, user, hours });
    if (!issued.ok) throw explain(issued.error);
    const { code, record } = issued.value;
    const link = enrolmentLink(origin, code);
    const until = new Date(record.expiresAt).toISOString();
    const result = { no: record.no, code, link, clinic, user: user ?? null, expiresAt: until };
    createOutput(options.json ?? false).result(result, () => [
      `Code ${record.no} for one new device of ${clinic}${user === undefined ? "" : `, for ${user} only`}, until ${until}:`,
      "",
      `    ${groupedCode(code)}`,
      "",
      ...(qrLines(link, process.stdout.isTTY) ?? []),
      "",
      "On the new phone: scan this with the camera, or open the app, sign in and type the code.",
      `The link: ${link}`,
      ...(options.url === undefined
        ? ["Phones that reach the relay under another address: say --url https://…"]
        : []),
    ]);
  });

const listDevices = (options: Options): Promise<void> =>
  withAdmin(options.dataDir, async (_users, _folder, { accounts }) => {
    const devices = await accounts.listDevices();
    createOutput(options.json ?? false).result(devices, () =>
      devices.length === 0
        ? ["No device has signed in yet. Let one in: npx arogya device invite --clinic <id>"]
        : devices.map(
            ({ id, label, lastSeenMs, app, people }) =>
              `${id.padEnd(24)} ${new Date(lastSeenMs).toISOString()}  ${label.padEnd(16)} ${app.padEnd(16)} ` +
              people.map((one) => `${one.user}${one.isRevoked ? " [switched off]" : ""}`).join(", "),
          ),
    );
  });

const listCodes = (options: Options): Promise<void> =>
  withAdmin(options.dataDir, async (_users, _folder, { enrolments }) => {
    const codes = await enrolments.list(OPERATOR);
    createOutput(options.json ?? false).result(codes, () =>
      codes.length === 0
        ? ["No code was issued yet."]
        : codes.map((code) => {
            const at = (ms: number) => new Date(ms).toISOString();
            const state = code.used
              ? `used ${at(code.used.at)} by ${code.used.by} on ${code.used.device}`
              : code.withdrawn
                ? `withdrawn ${at(code.withdrawn.at)} by ${code.withdrawn.by}`
                : `until ${at(code.expiresAt)}`;
            return `${String(code.no).padStart(5)}  ${code.clinic.padEnd(20)} for ${(code.user ?? "anybody").padEnd(16)} by ${code.issuedBy.padEnd(12)} ${state}`;
          }),
    );
  });

const withdraw = (no: string, options: Options): Promise<void> =>
  withAdmin(options.dataDir, async (_users, _folder, { enrolments }) => {
    const done = await enrolments.withdraw(OPERATOR, Number(no));
    if (!done.ok) throw explain(done.error);
    createOutput(options.json ?? false).result(done.value, () => [`Code ${no} is good for nothing now.`]);
  });

export const deviceCommand = (program: Command): void => {
  const device = program.command("device").description("let devices in, and list them");
  device
    .command("invite")
    .description("a code, and a QR with it, that lets one new device in, once")
    .requiredOption("--clinic <id>", "whose device it will be: people of this clinic sign in on it")
    .option("--user <login>", "good for this person only")
    .option("--hours <n>", `how long it is good, 1 to ${MAX_HOURS}`, "24")
    .option("--url <address>", "where phones reach the relay (default: from HOST and PORT)")
    .option(...dataDirOption)
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  npx arogya device invite --clinic phc-hosahalli --user asha.devi --url https://vitals.example.org",
    )
    .action(invite);
  device
    .command("list")
    .description("devices, when each was seen last, and who signs in on it")
    .option(...dataDirOption)
    .option("--json", "print them as JSON")
    .addHelpText("after", "\nExample:\n  npx arogya device list --json")
    .action(listDevices);
  device
    .command("codes")
    .description("codes, by whom and for whom, and what became of each")
    .option(...dataDirOption)
    .option("--json", "print them as JSON")
    .addHelpText("after", "\nExample:\n  npx arogya device codes")
    .action(listCodes);
  device
    .command("withdraw")
    .description("make a code that was not used good for nothing")
    .argument("<number>", "of the list of codes")
    .option(...dataDirOption)
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExample:\n  npx arogya device withdraw 12")
    .action(withdraw);
};

import { isRole } from "@arogyasync/shared/authority";
import { err } from "@arogyasync/shared/result";
import type { Command } from "commander";
import { signerFromFile } from "@arogyasync/shared/node/node-signer";
import { askPassword } from "../ask-password.ts";
import { CommandError, exitCodes } from "../exit-codes.ts";
import { createOutput } from "../output.ts";
import { dataDirOption, orExplain, withAdmin } from "./with-admin.ts";

interface UserOptions {
  readonly dataDir?: string;
  readonly json?: boolean;
  readonly passwordStdin?: boolean;
}
interface AddOptions extends UserOptions {
  readonly name?: string;
  readonly role: readonly string[];
  readonly clinic: readonly string[];
  readonly service?: string;
}

const gather = (value: string, before: readonly string[]): string[] => [...before, ...value.split(",")];

const addUser = (id: string, options: AddOptions): Promise<void> =>
  withAdmin(options.dataDir, async (admin) => {
    const { name = id, role, clinic: clinics, service } = options;
    if ((await admin.listUsers()).some((user) => user.id === id))
      throw new CommandError(exitCodes.usage, "user-exists", `the user ${id} is there already`);
    const roles = role.filter(isRole);
    if (roles.length < role.length || clinics.length === 0)
      orExplain(err(clinics.length === 0 ? "unknown-clinic" : "bad-role"));
    const user = orExplain(
      service === undefined
        ? await admin.addUser({
            id,
            name,
            roles,
            clinics,
            password: await askPassword(options.passwordStdin ?? false),
          })
        : await admin.addServiceKey({
            id,
            name,
            roles,
            clinics,
            publicKey: signerFromFile(service).publicKey,
          }),
    );
    createOutput(options.json ?? false).result(user, () => [
      `Added the ${user.isService ? "service" : "user"} ${id} (${roles.join(", ")}) for ${clinics.join(", ")}.`,
    ]);
  });

const listUsers = (options: UserOptions): Promise<void> =>
  withAdmin(options.dataDir, async (admin) => {
    const users = await admin.listUsers();
    createOutput(options.json ?? false).result(users, () =>
      users.map(
        (user) =>
          `${user.id.padEnd(16)} ${user.roles.join(", ").padEnd(24)} ${user.clinics.join(", ").padEnd(28)} ${user.name}` +
          `${user.isService ? "  [service]" : ""}${user.isDisabled ? "  [disabled]" : ""}`,
      ),
    );
  });

const setPassword = (id: string, options: UserOptions): Promise<void> =>
  withAdmin(options.dataDir, async (admin) => {
    if (!(await admin.listUsers()).some((user) => user.id === id && !user.isService))
      orExplain(err("unknown-user"));
    orExplain(await admin.setPassword(id, await askPassword(options.passwordStdin ?? false)));
    createOutput(options.json ?? false).result({ id }, () => [`The password of ${id} is changed.`]);
  });

export const userCommand = (program: Command): void => {
  const user = program.command("user").description("add people and services, list them, change passwords");
  user
    .command("add")
    .description("add a person, or with --service a program")
    .argument("<id>", "the login, for example asha.devi")
    .option("--name <name>", "as people call them")
    .option(
      "--role <role>",
      "field, hospital, device-manager, analyst, auditor, admin, …; may be repeated",
      gather,
      [],
    )
    .option("--clinic <id>", "a clinic they work for; may be repeated ('*' for a service of all)", gather, [])
    .option("--password-stdin", "read the password from standard input instead of asking")
    .option("--service <keyfile>", "a program without a password: its key is in this file, made if absent")
    .option(...dataDirOption)
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      `
Examples:
  npx arogya user add asha.devi --name 'Asha Devi' --role field --clinic phc-hosahalli
  echo "$SECRET" | npx arogya user add dr.rao --role hospital,admin --clinic phc-hosahalli --password-stdin
  npx arogya user add importer --service /etc/arogya/importer.pem --role importer --clinic '*'`,
    )
    .action(addUser);
  user
    .command("list")
    .description("list people and services")
    .option(...dataDirOption)
    .option("--json", "print them as JSON")
    .addHelpText("after", "\nExample:\n  npx arogya user list --json")
    .action(listUsers);
  user
    .command("passwd")
    .description("change a password")
    .argument("<id>", "the login")
    .option("--password-stdin", "read the password from standard input instead of asking")
    .option(...dataDirOption)
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExample:\n  npx arogya user passwd asha.devi")
    .action(setPassword);
};

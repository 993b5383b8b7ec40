import type { Command } from "commander";
import { CommandError, exitCodes } from "../exit-codes.ts";
import { createOutput } from "../output.ts";
import { dataDirOption, orExplain, withAdmin } from "./with-admin.ts";

interface ClinicOptions {
  readonly dataDir?: string;
  readonly json?: boolean;
}

const addClinic = (id: string, options: ClinicOptions & { readonly name: string }): Promise<void> =>
  withAdmin(options.dataDir, async (admin) => {
    if ((await admin.listClinics()).some((clinic) => clinic.id === id))
      throw new CommandError(exitCodes.usage, "clinic-exists", `the clinic ${id} is there already`);
    const clinic = orExplain(await admin.addClinic({ id, name: options.name }));
    createOutput(options.json ?? false).result(clinic, () => [`Added the clinic ${id} (${options.name}).`]);
  });

const listClinics = (options: ClinicOptions): Promise<void> =>
  withAdmin(options.dataDir, async (admin) => {
    const clinics = await admin.listClinics();
    createOutput(options.json ?? false).result(clinics, () =>
      clinics.length === 0
        ? ["No clinics yet. Add one: npx arogya clinic add phc-hosahalli --name 'PHC Hosahalli'"]
        : clinics.map(({ id, name, isDemo }) => `${id.padEnd(24)} ${name}${isDemo ? "  [demo]" : ""}`),
    );
  });

export const clinicCommand = (program: Command): void => {
  const clinic = program.command("clinic").description("add and list clinics");
  clinic
    .command("add")
    .description("add a clinic")
    .argument("<id>", "short and lasting, for example phc-hosahalli")
    .requiredOption("--name <name>", "as people call it")
    .option(...dataDirOption)
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExample:\n  npx arogya clinic add phc-hosahalli --name 'PHC Hosahalli'")
    .action(addClinic);
  clinic
    .command("list")
    .description("list all clinics")
    .option(...dataDirOption)
    .option("--json", "print them as JSON")
    .addHelpText("after", "\nExample:\n  npx arogya clinic list --json")
    .action(listClinics);
};

import { readFileSync } from "node:fs";
import { roles } from "@arogyasync/shared/authority";
import { readAuthorityContract } from "@arogyasync/shared/testing";
import { expect, it } from "vitest";
import { patientRights, sessionRights } from "./rights.ts";

const { writes } = readAuthorityContract(
  readFileSync(new URL("../../../shared/SPEC.md", import.meta.url), "utf8"),
);
const isNamed = (rule: string, operation: string, role: (typeof roles)[number]): boolean =>
  writes.some((row) => row.rule === rule && row.operations.includes(operation) && row.roles.includes(role));
const clinic = (id: string) => ({ id, name: id, demo: false });
const session = (held: readonly string[], clinicId = "phc-1") => ({
  userId: "u",
  userName: "U",
  roles: held,
  clinics: [clinic("phc-1")],
  clinicId,
});

it.each(roles)("[AU8] what %s is offered is what the page of rules lets them do", (role) => {
  const rights = {
    editIdentity: isNamed("AU11", "overwrite", role),
    editIdentifiers: isNamed("AU12", "overwrite", role),
    addCareSite: isNamed("AU13", "set", role),
    recordConsent: isNamed("AU14", "overwrite", role),
    record: isNamed("AU20", "set", role),
  };
  const asker = { roles: [role], clinics: ["phc-1"] };
  expect(patientRights(asker, ["phc-1", "phc-2"])).toEqual(rights);
  expect(sessionRights(session([role]))).toEqual({ ...rights, register: isNamed("AU10", "create", role) });
});

it("[AU8] nothing is offered of another clinic's patient, to nobody, or to a role of a later version", () => {
  const none = {
    editIdentity: false,
    editIdentifiers: false,
    addCareSite: false,
    recordConsent: false,
    record: false,
  };
  expect(patientRights({ roles: ["field"], clinics: ["phc-1"] }, ["phc-9"])).toEqual(none);
  expect(sessionRights(undefined)).toEqual({ ...none, register: false });
  expect(sessionRights(session(["surgeon-of-2030"]))).toEqual({ ...none, register: false });
  expect(sessionRights(session(["field"], "phc-9")).register).toBe(false);
});

import { expect, it } from "vitest";
import { docIdFromBytes } from "./doc-id.ts";
import { isPatientCode, patientCode } from "./patient-code.ts";

const id = docIdFromBytes(new Uint8Array(16).fill(7));

it("[TR30] a record's code follows from its id, and may be typed as it is read out", () => {
  const code = patientCode(id);
  expect(code).toMatch(/^[A-Z2-7]{4}-[A-Z2-7]{4}$/);
  expect(isPatientCode(id, code)).toBe(true);
  expect(isPatientCode(id, ` ${code.replace("-", " ").toLowerCase()} `)).toBe(true);
  expect(isPatientCode(docIdFromBytes(new Uint8Array(16).fill(8)), code)).toBe(false);
  expect(isPatientCode(id, "")).toBe(false);
});

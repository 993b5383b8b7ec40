import { expect, test } from "vitest";
import { changesOf, emptyForm, formErrors, formWarnings, inputOf } from "./identity-form.ts";

const nowMs = new Date(2026, 10, 22, 12).getTime();
const laxmi = {
  ...emptyForm,
  name: " Laxmi Patil ",
  sex: "female",
  ageYears: "58",
  phone: "+91 98765-43210",
};

test("a name, a sex and an age are needed; a birth date stands for the age [CL17]", () => {
  expect(Object.keys(formErrors(emptyForm, nowMs))).toEqual(["name", "sex", "ageYears"]);
  expect(formErrors(laxmi, nowMs)).toEqual({});
  expect(formErrors({ ...laxmi, ageYears: "", birthDate: "1968-03-01" }, nowMs)).toEqual({});
  expect(formErrors({ ...laxmi, birthDate: "2027-01-01" }, nowMs)).toEqual({
    birthDate: "register.error.birthDate",
  });
  expect(formErrors({ ...laxmi, ageYears: "580" }, nowMs)).toEqual({ ageYears: "register.error.ageNumber" });
});
test("phones are stored as ten digits; what is no phone is refused", () => {
  expect(inputOf(laxmi, nowMs).identity).toEqual({
    name: "Laxmi Patil",
    sex: "female",
    ageYears: "58",
    ageAsOf: "2026-11-22",
    phone: "9876543210",
  });
  expect(formErrors({ ...laxmi, phone: "12345" }, nowMs).phone).toBe("register.error.phone");
});
test("an ABHA with a wrong check digit warns and does not stop", () => {
  const odd = { ...laxmi, abha: "91-1234-5678-9012" };
  expect(formErrors(odd, nowMs)).toEqual({});
  expect(formWarnings(odd)).toEqual({ abha: "register.warn.abha" });
  expect(formErrors({ ...laxmi, abha: "9112" }, nowMs)).toEqual({ abha: "register.error.abha" });
});
test("an edit sends only what differs, and a new age with its day", () => {
  expect(changesOf(laxmi, { ...laxmi, village: "Wadgaon", phone: "" }, nowMs)).toEqual({
    village: "Wadgaon",
    phone: "",
  });
  expect(changesOf(laxmi, { ...laxmi, ageYears: "59" }, nowMs)).toEqual({
    ageYears: "59",
    ageAsOf: "2026-11-22",
  });
  expect(changesOf(laxmi, laxmi, nowMs)).toEqual({});
});

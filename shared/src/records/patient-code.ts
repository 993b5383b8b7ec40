import { bytesToBase32, sha256, utf8ToBytes } from "../bytes/index.ts";

/**
 * A short code of a patient's record, "ABCD-2345", for reading out and for typing before something that cannot be
 * undone. Derived from the id alone: it says nothing about the person and needs no network. 40 bits: good for telling
 * the patients of a clinic apart, not for finding one.
 */
export const patientCode = (patientId: string): string => {
  const text = bytesToBase32(sha256(utf8ToBytes(`arogya/code/1\0${patientId}`)).slice(0, 5)).toUpperCase();
  return `${text.slice(0, 4)}-${text.slice(4)}`;
};

/** Whether somebody typed this code; case, spaces and hyphens do not matter. */
export const isPatientCode = (patientId: string, typed: string): boolean =>
  typed.replace(/[\s-]/g, "").toUpperCase() === patientCode(patientId).replace("-", "");

/** A code as the relay keeps it: without the code. */
export interface EnrolmentCodeRecord {
  readonly no: number;
  readonly clinic: string;
  /** Good for this person only; anybody of the clinic when absent. */
  readonly user: string | undefined;
  readonly issuedBy: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly withdrawn: { readonly by: string; readonly at: number } | undefined;
  readonly used: { readonly by: string; readonly device: string; readonly at: number } | undefined;
}

/** A line of the book: this person may sign in on this device, by a code or because the device was enrolled before. */
export interface EnrolmentLine {
  readonly device: string;
  readonly user: string;
  readonly clinic: string;
  readonly code: number | undefined;
  readonly at: number;
}

/** Why a person's key was not registered on a device. Nothing was changed. */
export type RegisterErrorCode =
  | "key-taken"
  | "device-revoked"
  | "device-taken"
  | "enrolment-needed"
  | "enrolment-code-unknown"
  | "enrolment-code-used"
  | "enrolment-code-expired"
  | "enrolment-code-withdrawn"
  | "enrolment-code-other-person"
  | "enrolment-code-other-clinic";

export interface Registration {
  readonly user: string;
  readonly key: Uint8Array;
  readonly device: string;
  readonly label: string;
  /** The device's own key, proved; undefined when it has shown none. */
  readonly deviceKey: Uint8Array | undefined;
  readonly codeHash: Uint8Array | undefined;
  /** Whether a device that nobody enrolled may be registered all the same. */
  readonly isOpen: boolean;
}

/** Codes, the book, and the one place where a person's key comes to be known. */
export interface EnrolmentStore {
  issue(code: {
    readonly hash: Uint8Array;
    readonly clinic: string;
    readonly user: string | undefined;
    readonly by: string;
    readonly at: number;
    readonly expiresAt: number;
  }): Promise<EnrolmentCodeRecord>;
  /** Those of these clinics, of all when undefined; newest first. */
  list(clinics: readonly string[] | undefined, limit: number): Promise<EnrolmentCodeRecord[]>;
  find(no: number): Promise<EnrolmentCodeRecord | undefined>;
  /** How many of a clinic's codes could still be used. */
  countOpen(clinic: string, now: number): Promise<number>;
  /** False when it was used or withdrawn already. */
  withdraw(no: number, by: string, now: number): Promise<boolean>;
  /** Uses the code and registers the key in one transaction; undefined when it is done, or was known before. [ID32] */
  register(registration: Registration, now: number): Promise<RegisterErrorCode | undefined>;
  /** What the book says of a device, oldest first. */
  linesOf(device: string): Promise<EnrolmentLine[]>;
}

import type { Live } from "./app-data.ts";
import type { PinProblem } from "./pin.ts";

/** Somebody whose records lie sealed on this device: what may be said of them before anybody has given a PIN. */
export interface VaultPerson {
  readonly vaultId: string;
  readonly userName: string;
  /** Records not sent when it was closed; the browser may have ended without counting them anew. */
  readonly unsentCount: number;
  /** No PIN is tried before this time. */
  readonly nextTryAtMs: number | undefined;
  /** Too many wrong ones: the password, online, comes first. */
  readonly needsSignIn: boolean;
  /** The PIN was given up and the person went on in a new vault; this one is kept for what it did not send. */
  readonly isRetired: boolean;
}

export type VaultState =
  | { readonly state: "loading" }
  /** The last one used comes first; nobody on a device that is new. */
  | { readonly state: "closed"; readonly people: readonly VaultPerson[] }
  /** Signed in with the password: a person who has a vault here gives its PIN, or says that it is forgotten. */
  | { readonly state: "enter-pin"; readonly person: VaultPerson }
  /** Signed in with the password, and no vault to open: a PIN is chosen. */
  | { readonly state: "choose-pin"; readonly userName: string }
  | { readonly state: "open" };

export type UnlockResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: "wrong-pin"; readonly triesLeft: number }
  | { readonly ok: false; readonly code: "pin-wait"; readonly nextTryAtMs: number }
  | { readonly ok: false; readonly code: "pin-sign-in" | "no-vault" };

export type PinResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: PinProblem | "no-vault" };

/** One person's sealed records, opened with a PIN. */
export interface Vault {
  readonly state: Live<VaultState>;
  unlock(input: { readonly vaultId: string; readonly pin: string }): Promise<UnlockResult>;
  /** After signing in with the password. */
  choosePin(pin: string): Promise<PinResult>;
  /** Instead of the PIN that is asked for after signing in: a new one is chosen, for a new vault. */
  forgotPin(): Promise<void>;
  /** Back to the list of people. */
  cancel(): Promise<void>;
  changePin(input: { readonly pin: string; readonly newPin: string }): Promise<UnlockResult | PinResult>;
  /** In every tab at once. */
  lock(): Promise<void>;
}

/** How the keys of drafts about one patient begin. */
export const draftsOf = (patientId: string): string => `capture/${patientId}/`;

/** What was half typed, by the name of its form. Sealed with the records; it outlives a lock and the browser. */
export interface Drafts {
  get(key: string): string | undefined;
  /** Resolves when the device has it, and never rejects: a storage that fails shows when it is to be saved. */
  set(key: string, text: string | undefined): Promise<void>;
}

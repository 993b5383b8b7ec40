import { isRole, type Role } from "@arogyasync/shared/authority";
import type { Clock, Random } from "@arogyasync/shared/ports";
import { CLINIC_ID } from "@arogyasync/shared/records";
import { err, ok, type Result } from "@arogyasync/shared/result";
import type { AccountStore, ClinicRecord, UserRecord } from "./accounts.ts";
import type { PasswordHasher } from "./auth.ts";

export type AdminErrorCode =
  | "bad-id"
  | "bad-role"
  | "weak-password"
  | "unknown-clinic"
  | "unknown-user"
  | "key-taken";

export interface UserInput {
  readonly id: string;
  readonly name: string;
  readonly password: string;
  readonly roles: readonly Role[];
  readonly clinics: readonly string[];
}
export interface ServiceInput {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  /** `["*"]` for every clinic of this relay. */
  readonly clinics: readonly string[];
  /** 32 bytes, Ed25519. */
  readonly publicKey: Uint8Array;
}
export type UserView = Omit<UserRecord, "passwordHash"> & { readonly isService: boolean };

/** What an administrator does to accounts. Works beside a running relay: it reads the same tables. */
export interface Admin {
  addClinic(clinic: {
    id: string;
    name: string;
    demo?: boolean;
  }): Promise<Result<ClinicRecord, AdminErrorCode>>;
  listClinics(): Promise<ClinicRecord[]>;
  /** 32 secret bytes that make imports of one clinic repeatable. */
  importKey(clinic: string): Promise<Uint8Array | undefined>;
  /** Adds a person, or changes the one with this id. */
  addUser(user: UserInput): Promise<Result<UserView, AdminErrorCode>>;
  /** Adds a service with its key, or gives an existing one this key too. */
  addServiceKey(service: ServiceInput): Promise<Result<UserView, AdminErrorCode>>;
  setPassword(id: string, password: string): Promise<Result<UserView, AdminErrorCode>>;
  /** A disabled user's sessions end at their next message; nothing they wrote is touched. */
  setDisabled(id: string, isDisabled: boolean): Promise<Result<UserView, AdminErrorCode>>;
  listUsers(): Promise<UserView[]>;
  revokeKey(publicKey: Uint8Array): Promise<boolean>;
  listKeys(): Promise<{ publicKey: Uint8Array; userId: string; device: string; isRevoked: boolean }[]>;
}

const USER_ID = /^[a-z0-9](?:[a-z0-9._-]{0,46}[a-z0-9])?$/;
export const MIN_PASSWORD_LENGTH = 8;

const view = ({ passwordHash, ...user }: UserRecord): UserView => ({
  ...user,
  isService: passwordHash === undefined,
});

export const createAdmin = (deps: {
  readonly accounts: AccountStore;
  readonly passwords: PasswordHasher;
  readonly clock: Clock;
  readonly random: Random;
}): Admin => {
  const { accounts, passwords, clock, random } = deps;
  const check = async (id: string, roles: readonly string[], clinics: readonly string[]) => {
    if (!USER_ID.test(id)) return "bad-id";
    if (roles.length === 0 || !roles.every(isRole)) return "bad-role";
    const found = await accounts.findClinics(clinics);
    return clinics[0] === "*" || found.length === clinics.length ? undefined : "unknown-clinic";
  };
  const update = async (
    id: string,
    change: (user: UserRecord) => Promise<UserRecord>,
  ): Promise<Result<UserView, AdminErrorCode>> => {
    const user = await accounts.findUser(id);
    if (!user) return err("unknown-user");
    const next = await change(user);
    await accounts.saveUser(next, clock.now());
    return ok(view(next));
  };
  return {
    async addClinic({ id, name, demo }) {
      if (!CLINIC_ID.test(id)) return err("bad-id");
      const clinic = { id, name, isDemo: demo === true };
      await accounts.saveClinic({ ...clinic, importKey: random.bytes(32) }, clock.now());
      return ok(clinic);
    },
    listClinics: () => accounts.listClinics(),
    importKey: (clinic) => accounts.importKey(clinic),
    async addUser({ id, name, password, roles, clinics }) {
      // A person works for named clinics; "every clinic" is for services only.
      const wrong = clinics.includes("*") ? "unknown-clinic" : await check(id, roles, clinics);
      if (wrong) return err(wrong);
      if (password.length < MIN_PASSWORD_LENGTH) return err("weak-password");
      const user = {
        id,
        name,
        roles,
        clinics,
        passwordHash: await passwords.hash(password),
        isDisabled: false,
      };
      await accounts.saveUser(user, clock.now());
      return ok(view(user));
    },
    async addServiceKey({ id, name, roles, clinics, publicKey }) {
      const wrong = await check(id, roles, clinics);
      if (wrong) return err(wrong);
      const owner = await accounts.findKey(publicKey);
      const existing = await accounts.findUser(id);
      if ((owner && owner.user.id !== id) || existing?.passwordHash !== undefined) return err("key-taken");
      const user = { id, name, roles, clinics, passwordHash: undefined, isDisabled: false };
      await accounts.saveUser(user, clock.now());
      await accounts.saveKey({ key: publicKey, user: id, device: `service-${id}`, label: name }, clock.now());
      return ok(view(user));
    },
    setPassword: (id, password) =>
      password.length < MIN_PASSWORD_LENGTH
        ? Promise.resolve(err("weak-password" as const))
        : update(id, async (user) => ({ ...user, passwordHash: await passwords.hash(password) })),
    setDisabled: (id, isDisabled) => update(id, async (user) => ({ ...user, isDisabled })),
    listUsers: async () => (await accounts.listUsers()).map(view),
    revokeKey: (publicKey) => accounts.revokeKey(publicKey, clock.now()),
    listKeys: async () =>
      (await accounts.listKeys()).map((k) => ({
        publicKey: new Uint8Array(k.key),
        userId: k.user.id,
        device: k.device,
        isRevoked: k.isRevoked,
      })),
  };
};

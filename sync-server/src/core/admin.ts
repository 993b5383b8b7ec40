import { isRole, type Role } from "@arogyasync/shared/authority";
import type { Clock, Random } from "@arogyasync/shared/ports";
import { CLINIC_ID } from "@arogyasync/shared/records";
import { err, ok, type Result } from "@arogyasync/shared/result";
import type { AccountStore, ClinicRecord, UserRecord } from "./accounts.ts";
import { isWeakPassword, newOneTimePassword, ONE_TIME_MS, type PasswordHasher } from "./passwords.ts";
import type { SessionRecord, SessionStore } from "./session-store.ts";

export type AdminErrorCode =
  | "bad-id"
  | "bad-role"
  | "weak-password"
  | "unknown-clinic"
  | "unknown-user"
  | "user-exists"
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

export interface OneTime {
  readonly user: UserView;
  readonly password: string;
  /** Epoch ms. */
  readonly until: number;
}

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
  /** Adds a person with a password for one use, to be handed to them; refused when there is somebody of this id. */
  addInvited(user: Omit<UserInput, "password">): Promise<Result<OneTime, AdminErrorCode>>;
  updateUser(
    id: string,
    change: {
      readonly name?: string | undefined;
      readonly roles?: readonly Role[] | undefined;
      readonly clinics?: readonly string[] | undefined;
    },
  ): Promise<Result<UserView, AdminErrorCode>>;
  /** Ends the person's sessions, as does a reset. */
  setPassword(id: string, password: string): Promise<Result<UserView, AdminErrorCode>>;
  /** A new password for one use: the next login must choose another. */
  resetPassword(id: string): Promise<Result<OneTime, AdminErrorCode>>;
  listSessions(id: string): Promise<SessionRecord[]>;
  /** Ends one session of a person, or all of them; gives how many. */
  endSessions(id: string, session?: Uint8Array): Promise<number>;
  /** A disabled user's sessions end at their next message; nothing they wrote is touched. */
  setDisabled(id: string, isDisabled: boolean): Promise<Result<UserView, AdminErrorCode>>;
  listUsers(): Promise<UserView[]>;
  revokeKey(publicKey: Uint8Array): Promise<boolean>;
  listKeys(): Promise<{ publicKey: Uint8Array; userId: string; device: string; isRevoked: boolean }[]>;
}

const USER_ID = /^[a-z0-9](?:[a-z0-9._-]{0,46}[a-z0-9])?$/;

const view = ({ passwordHash, ...user }: UserRecord): UserView => ({
  ...user,
  isService: passwordHash === undefined,
});

export const createAdmin = (deps: {
  readonly accounts: AccountStore;
  readonly sessions: SessionStore;
  readonly passwords: PasswordHasher;
  readonly clock: Clock;
  readonly random: Random;
}): Admin => {
  const { accounts, sessions, passwords, clock, random } = deps;
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
  /** Whoever was signed in with the old one is signed in no longer. */
  const replacePassword = async (
    user: UserRecord,
    password: string,
    oneTimeUntil: number | undefined,
  ): Promise<Result<UserView, AdminErrorCode>> => {
    const done = await update(user.id, async (before) => ({
      ...before,
      passwordHash: await passwords.hash(password),
      oneTimeUntil,
    }));
    if (done.ok) await sessions.endAll(user.id, undefined, "password-changed", clock.now());
    return done;
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
      if (isWeakPassword(password, { id, name })) return err("weak-password");
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
    async addInvited(input) {
      const password = newOneTimePassword(random);
      const wrong = input.clinics.includes("*")
        ? "unknown-clinic"
        : await check(input.id, input.roles, input.clinics);
      if (wrong) return err(wrong);
      if (await accounts.findUser(input.id)) return err("user-exists");
      const oneTimeUntil = clock.now() + ONE_TIME_MS;
      const passwordHash = await passwords.hash(password);
      const user = { ...input, passwordHash, isDisabled: false, oneTimeUntil };
      await accounts.saveUser(user, clock.now());
      return ok({ user: view(user), password, until: oneTimeUntil });
    },
    async updateUser(id, { name, roles, clinics }) {
      const user = await accounts.findUser(id);
      if (!user || user.passwordHash === undefined) return err("unknown-user");
      const next = {
        ...user,
        name: name ?? user.name,
        roles: roles ?? user.roles,
        clinics: clinics ?? user.clinics,
      };
      const wrong = next.clinics.includes("*") ? "unknown-clinic" : await check(id, next.roles, next.clinics);
      if (wrong) return err(wrong);
      await accounts.saveUser(next, clock.now());
      return ok(view(next));
    },
    async setPassword(id, password) {
      const user = await accounts.findUser(id);
      if (!user || user.passwordHash === undefined) return err("unknown-user");
      if (isWeakPassword(password, user)) return err("weak-password");
      return replacePassword(user, password, undefined);
    },
    async resetPassword(id) {
      const user = await accounts.findUser(id);
      if (!user || user.passwordHash === undefined) return err("unknown-user");
      const password = newOneTimePassword(random);
      const until = clock.now() + ONE_TIME_MS;
      const done = await replacePassword(user, password, until);
      return done.ok ? ok({ user: done.value, password, until }) : done;
    },
    listSessions: (id) => sessions.listOf(id),
    async endSessions(id, session) {
      const now = clock.now();
      if (session === undefined) return sessions.endAll(id, undefined, "ended", now);
      const isTheirs = (await sessions.find(session))?.user === id;
      return isTheirs && (await sessions.end(session, "ended", now)) ? 1 : 0;
    },
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

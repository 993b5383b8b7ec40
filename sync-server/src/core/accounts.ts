import type { Principal, Role } from "@arogyasync/shared/authority";

export interface UserRecord {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  /** `["*"]` for services that work for every clinic. */
  readonly clinics: readonly string[];
  readonly passwordHash: string | undefined;
  readonly isDisabled: boolean;
  /** Epoch ms; undefined while it is not. */
  readonly disabledAt?: number | undefined;
  /** The password is for one use, until then (epoch ms): its first login chooses another. */
  readonly oneTimeUntil?: number | undefined;
}
export interface ClinicRecord {
  readonly id: string;
  readonly name: string;
  readonly isDemo: boolean;
}
export interface KeyRecord {
  readonly key: Uint8Array;
  readonly device: string;
  readonly user: UserRecord;
  readonly isRevoked: boolean;
  /** Epoch ms; undefined while it is not. */
  readonly revokedAt?: number | undefined;
  /** The device was told to hand in, to empty itself, and to be enrolled anew. */
  readonly isWipeRequested?: boolean;
}
/** A device and the people who have a key on it. */
export interface DeviceRecord {
  readonly id: string;
  readonly label: string;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  /** The app's version at its last use; empty when it did not say. */
  readonly app: string;
  readonly people: {
    readonly user: string;
    readonly name: string;
    readonly clinics: string[];
    readonly isRevoked: boolean;
  }[];
}

/** Users, clinics and device keys. Async so that another database may stand behind it. */
export interface AccountStore {
  findUser(id: string): Promise<UserRecord | undefined>;
  listUsers(): Promise<UserRecord[]>;
  saveUser(
    user: Omit<UserRecord, "isDisabled"> & { readonly isDisabled?: boolean },
    now: number,
  ): Promise<void>;
  findClinics(ids: readonly string[]): Promise<ClinicRecord[]>;
  listClinics(): Promise<ClinicRecord[]>;
  saveClinic(clinic: ClinicRecord & { readonly importKey: Uint8Array }, now: number): Promise<void>;
  importKey(clinic: string): Promise<Uint8Array | undefined>;
  findKey(key: Uint8Array): Promise<KeyRecord | undefined>;
  /** Registers a key for a user on a device; false when the key belongs to somebody else. */
  saveKey(
    input: {
      readonly key: Uint8Array;
      readonly user: string;
      readonly device: string;
      readonly label: string;
    },
    now: number,
  ): Promise<boolean>;
  revokeKey(key: Uint8Array, now: number): Promise<boolean>;
  listKeys(): Promise<KeyRecord[]>;
  listDevices(): Promise<DeviceRecord[]>;
}

export const principalOf = (user: UserRecord): Principal => ({
  userId: user.id,
  roles: user.roles,
  clinics: user.clinics,
});

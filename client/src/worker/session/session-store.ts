import { bytesToBase64Url, bytesToUtf8, utf8ToBytes } from "@arogyasync/shared/bytes";
import { type Random, type ReplicaStore, StoreError } from "@arogyasync/shared/ports";
import * as z from "zod/mini";

const SESSION = ["~session"] as const;
const DEVICE = ["~device"] as const;

const storedSessionSchema = z.object({
  userId: z.string(),
  userName: z.string(),
  roles: z.array(z.string()),
  clinics: z.array(z.object({ id: z.string(), name: z.string(), demo: z.boolean() })),
  clinicId: z.string(),
  /** Names the signing key in the browser's key storage. */
  keyName: z.string(),
  /** The device key's proof must accompany it; alone it opens nothing. Gone after the relay has said no. */
  refreshToken: z.optional(z.string()),
  /** Relay clock minus ours, ms. */
  clockOffsetMs: z.number(),
  /** When the relay last knew this person, by this device's clock. [VA11] */
  authenticatedAtMs: z.number(),
  /** Base64url; receipts are checked against it. */
  relayKey: z.string(),
  /** Signed in with an enrolment code: the person's word that the relay of `relayKey` is the clinic's. [ID41] */
  isVouched: z.optional(z.boolean()),
  /** Set when the relay has ended this session: a person must sign in again. Data stays. */
  blockedCode: z.optional(z.string()),
});
/** Who is signed in on this device: what lets the app open and record with no network. */
export type StoredSession = z.infer<typeof storedSessionSchema>;

export interface SessionStore {
  /** The device's own id, made at first use; `isNew` when there was none. */
  device(): Promise<{ readonly id: string; readonly isNew: boolean }>;
  load(): Promise<StoredSession | undefined>;
  /** Durable when it resolves: a rotated refresh token that is lost costs the session. */
  save(session: StoredSession): Promise<void>;
  clear(): Promise<void>;
}

export const createSessionStore = (store: ReplicaStore, random: Random): SessionStore => ({
  async device() {
    const known = await store.get(DEVICE);
    if (known) return { id: bytesToUtf8(known), isNew: false };
    const id = bytesToBase64Url(random.bytes(16));
    await store.transact([{ type: "put", key: DEVICE, value: utf8ToBytes(id) }], "strict");
    return { id, isNew: true };
  },
  async load() {
    const bytes = await store.get(SESSION).catch((error: unknown) => {
      // A damaged session costs a login, not the records.
      if (error instanceof StoreError && error.code === "corrupt") return undefined;
      throw error;
    });
    if (!bytes) return undefined;
    try {
      const parsed = storedSessionSchema.safeParse(JSON.parse(bytesToUtf8(bytes)));
      return parsed.success ? parsed.data : undefined;
    } catch {
      return undefined;
    }
  },
  save: (session) =>
    store.transact([{ type: "put", key: SESSION, value: utf8ToBytes(JSON.stringify(session)) }], "strict"),
  clear: () => store.transact([{ type: "delete", key: SESSION }], "strict"),
});

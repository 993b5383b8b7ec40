import * as A from "@automerge/automerge";
import { acceptQuarantine, type Endpoint, listQuarantine, type QuarantineItem } from "@arogyasync/shared/api";
import { base64UrlToBytes } from "@arogyasync/shared/bytes";
import { docIdToBytes, type Reading } from "@arogyasync/shared/records";
import {
  type ChangeMaker,
  createSqliteLogStore,
  createSqliteQuarantine,
  hashOf,
  login,
  type MadeChange,
  openDatabase,
} from "@arogyasync/sync-server/testing";
import { expect } from "vitest";
import { handInOf, receiptOf, sendHandIn, takeGrant } from "../support/relay/hand-in.ts";
import { createWorld, PASSWORD } from "./relay-world.ts";

/** A relay with an administrator, a field worker on a phone, and one patient of hers. */
export const createQuarantineWorld = async () => {
  const world = await createWorld();
  const boss = await world.addUser("boss", "admin");
  const asha = await world.addUser("asha", "field");
  const { client: phone, session } = await world.connect(asha, "device-lost");
  const relayKey = base64UrlToBytes(session.relayKey);
  const patient = await asha.patient("rampur", "Sita Devi");
  await phone.push(await asha.push([patient]));

  /** The relay's data as another process reads it. */
  const withDisk = async <T>(
    read: (disk: {
      readonly quarantine: ReturnType<typeof createSqliteQuarantine>;
      readonly log: ReturnType<typeof createSqliteLogStore>;
    }) => Promise<T>,
  ): Promise<T> => {
    const db = openDatabase({ file: `${world.dir}/relay.sqlite`, synchronous: "FULL" });
    try {
      return await read({
        quarantine: createSqliteQuarantine(db),
        log: createSqliteLogStore(db, () => new Uint8Array(16)),
      });
    } finally {
      db.close();
    }
  };

  const tokenOf = async (maker: ChangeMaker): Promise<string> =>
    (await login(world.relay().url, maker.keys, maker.user, PASSWORD, `desk-${maker.user}`)).accessToken;
  const ask = async <Q, R>(endpoint: Endpoint<Q, R>, request: Q, who = boss): Promise<R> => {
    const response = await fetch(`${world.relay().url}${endpoint.path}`, {
      method: "POST",
      headers: { Authorization: `Bearer ${await tokenOf(who)}`, "Content-Type": "application/json" },
      body: JSON.stringify(request),
    });
    const body: unknown = await response.json();
    if (!response.ok) throw new Error(`${response.status} ${(body as { code: string }).code}`);
    return endpoint.response.parse(body);
  };
  const inbox = async (state: "open" | "accepted" | "rejected" | "all" = "open", who = boss) =>
    (await ask(listQuarantine, { state }, who)).items;
  const accept = async (items: readonly { no: number }[], change: object = {}) =>
    (await ask(acceptQuarantine, { nos: items.map((i) => i.no), reason: "checked by phone", ...change }))
      .results;
  const itemOf = async (made: MadeChange, items?: readonly QuarantineItem[]): Promise<QuarantineItem> => {
    const named = await withDisk(
      async ({ quarantine }) => (await quarantine.findByName(docIdToBytes(made.id), hashOf(made)))?.no,
    );
    const item = (items ?? (await inbox("all"))).find((i) => i.no === named);
    if (!item) throw new Error("it is not in the inbox");
    return item;
  };

  /** Asha's phone is reported lost with these unsent; it comes online and hands them in. */
  const handInFromLostPhone = async (made: readonly MadeChange[]): Promise<void> => {
    const lost = {
      target: "device",
      id: "device-lost",
      action: "revoke",
      reason: "lost",
      confirm: "device-lost",
    } as const;
    await world.relay().revocations.apply(lost, { userId: "boss", roles: ["admin"], clinics: ["rampur"] });
    const { url } = world.relay();
    const grant = await takeGrant(url, asha.keys);
    const sent = await sendHandIn(url, asha.keys, grant.nonce, handInOf([await asha.push(made)]));
    await receiptOf(sent, relayKey, made);
  };

  /** What a ward sees: the readings of the patient, with whom the log calls their author. */
  const wardReadings = async (): Promise<{ heartRate: unknown; author: string; logAuthor: string }[]> => {
    const nurse = await world.addUser("nurse", "hospital");
    const { client } = await world.connect(nurse);
    client.send({
      t: "subscribe",
      wants: [
        { scope: "rampur", kind: "patient", after: 0 },
        { scope: "rampur", kind: "vitals", after: 0 },
      ],
    });
    await client.next("live");
    const rows = await withDisk(({ log }) => log.readLog(0, 1_000));
    const readings = rows.flatMap(({ bytes, author }) =>
      A.decodeChange(bytes).ops.flatMap((op) => {
        const value = (op as { value?: unknown }).value;
        if (typeof value !== "string" || !value.startsWith("{")) return [];
        const { heartRate, author: named, statedAuthor, reauthoredFrom } = JSON.parse(value) as Reading;
        const stated = statedAuthor === undefined ? {} : { statedAuthor, reauthoredFrom };
        return [{ heartRate, author: named, logAuthor: author, ...stated }];
      }),
    );
    const seen = client.all("changes").reduce((n, f) => n + f.rows.length, 0);
    expect(seen).toBe(rows.length);
    await client.close();
    return readings;
  };

  return {
    world,
    boss,
    asha,
    phone,
    patient,
    ask,
    inbox,
    accept,
    itemOf,
    handInFromLostPhone,
    wardReadings,
  };
};
export type QuarantineWorld = Awaited<ReturnType<typeof createQuarantineWorld>>;

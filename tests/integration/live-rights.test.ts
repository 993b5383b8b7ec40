import { offeredLiveProtocols } from "@arogyasync/shared/live";
import { offeredProtocols } from "@arogyasync/shared/protocol";
import { login } from "@arogyasync/sync-server/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLiveWorld, LiveClient, type LiveWorld, valueOf } from "./live-world.ts";
import { PASSWORD } from "./relay-world.ts";

let world: LiveWorld;
beforeAll(async () => {
  world = await createLiveWorld();
});
afterAll(() => world.close());

const attempt = (protocols: string[], headers: Record<string, string> = {}) =>
  LiveClient.open(world.relay().url, protocols, headers).then(
    async (client) => {
      await client.close();
      return "open";
    },
    (error: Error) => error.message.replace("Unexpected server response: ", ""),
  );

test("[LV1] origin, version and ticket are looked at before there is a socket; a ticket opens one connection", async () => {
  const mine = await world.ticket(world.nurse);
  const offer = offeredLiveProtocols(mine);
  expect(await attempt(offer, { Origin: "https://evil.example" })).toBe("403");
  expect(await attempt(["arogya-live.99", `ticket.${mine}`])).toBe("426");
  expect(await attempt(offeredProtocols(mine))).toBe("400");
  expect(await attempt([])).toBe("400");
  expect(await attempt(offeredLiveProtocols("made-up"))).toBe("401");
  // The ticket was good all along: each refusal above is of the request, and spent nothing.
  expect(await attempt(offer, { Origin: world.relay().url })).toBe("open");
  expect(await attempt(offer)).toBe("401");
});

test("[LV5] who has no right to a sensor hears so, with a code, and gets no value of it", async () => {
  const gateway = await world.gateway("s-rights-1");
  gateway.publish(valueOf("s-rights-1"));
  await gateway.settled();
  const roles = ["analyst", "auditor", "insurance", "importer", "anchor", "edge"] as const;
  for (const role of roles) {
    const client = await world.connect(await world.addService(`svc-${role}`, role));
    client.watch("rampur", "s-rights-1");
    expect(await client.next("refused")).toEqual({
      t: "refused",
      code: "role-may-not-watch",
      sensors: ["s-rights-1"],
    });
    await client.settled();
    expect([client.all("value"), client.all("stale")]).toEqual([[], []]);
  }
  const elsewhere = await world.connect(await world.addService("board-sitapur", "hospital", ["sitapur"]));
  elsewhere.watch("rampur", "s-rights-1", "s-rights-2");
  expect(await elsewhere.next("refused")).toMatchObject({
    code: "not-your-clinic",
    sensors: ["s-rights-1", "s-rights-2"],
  });
  // Naming one's own clinic does not bring another's sensor.
  elsewhere.watch("sitapur", "s-rights-1");
  expect(await elsewhere.next("stale")).toEqual({
    t: "stale",
    sensors: [{ sensor: "s-rights-1", since: null }],
  });
  gateway.publish(valueOf("s-rights-1", 99));
  await gateway.settled();
  await elsewhere.settled();
  expect(elsewhere.all("value")).toEqual([]);
  // Negative control: the same connection with the right to it.
  for (const role of ["field", "admin", "device-manager"] as const) {
    const client = await world.connect(await world.addService(`svc-${role}`, role));
    client.watch("rampur", "s-rights-1");
    await client.until(() => client.valuesOf("s-rights-1").some((v) => v.heartRate === 99), "the value");
    expect(client.all("refused")).toEqual([]);
  }
});

test("[LV4] only an edge speaks for sensors, of its own clinics, and only for those it announced", async () => {
  const board = await world.board("s-speak-1");
  const nurse = await world.connect(world.nurse);
  nurse.announce("rampur", "s-speak-1");
  expect(await nurse.next("refused")).toMatchObject({ code: "role-may-not-publish" });
  nurse.publish(valueOf("s-speak-1"));
  await nurse.until(() => nurse.all("refused").some((r) => r.code === "not-announced"), "refusal");
  const stranger = await world.connect(await world.addService("edge-sitapur", "edge", ["sitapur"]));
  stranger.announce("rampur", "s-speak-1");
  expect(await stranger.next("refused")).toMatchObject({ code: "not-your-clinic", sensors: ["s-speak-1"] });
  // The same name at another clinic is another sensor.
  stranger.announce("sitapur", "s-speak-1");
  stranger.publish(valueOf("s-speak-1", 200));
  await stranger.settled();
  expect(board.all("value")).toEqual([]);
  const first = await world.gateway("s-speak-1");
  first.publish(valueOf("s-speak-1", 61));
  await board.until(() => board.valuesOf("s-speak-1").length === 1, "the value");
  // A gateway that was replaced speaks no more.
  const second = await world.gateway("s-speak-1");
  first.publish(valueOf("s-speak-1", 62));
  expect(await first.next("refused")).toMatchObject({ code: "taken-over", sensors: ["s-speak-1"] });
  second.publish(valueOf("s-speak-1", 63));
  await board.until(() => board.valuesOf("s-speak-1").length === 2, "the value");
  expect(board.valuesOf("s-speak-1").map((v) => v.heartRate)).toEqual([61, 63]);
});

test("[LV6] rights that change end connections within a second, watchers' and publishers'", async () => {
  const { users } = world.relay();
  const maker = await world.addUser("nina", "hospital");
  const open = async (): Promise<LiveClient> => {
    const { ticket = "" } = await login(world.relay().url, maker.keys, "nina", PASSWORD, "device-nina");
    const client = await LiveClient.open(world.relay().url, offeredLiveProtocols(ticket));
    client.watch("rampur", "s-change-1");
    await client.next("stale");
    return client;
  };
  const endsWith = async (client: LiveClient, change: () => Promise<unknown>) => {
    const from = performance.now();
    await change();
    const { code, reason } = await client.whenClosed();
    // A second, and mercy for a busy machine.
    expect(performance.now() - from).toBeLessThan(3_000);
    return [code, reason];
  };
  const moveTo = (clinic: string) => () => users.updateUser("nina", { clinics: [clinic] });
  expect(await endsWith(await open(), moveTo("sitapur"))).toEqual([1013, "rights-changed"]);
  await moveTo("rampur")();
  expect(await endsWith(await open(), () => users.endSessions("nina"))).toEqual([4401, "session-ended"]);
  const last = await open();
  expect(await endsWith(last, () => users.setDisabled("nina", true))).toEqual([4403, "user-disabled"]);
  expect(last.all("failure")[0]?.code).toBe("user-disabled");
  const keys = await world.addService("edge-lost", "edge");
  const gateway = await world.connect(keys);
  gateway.announce("rampur", "s-change-1");
  await gateway.settled();
  expect(await endsWith(gateway, () => users.revokeKey(keys.publicKey))).toEqual([4403, "device-revoked"]);
  // Negative control: whoever's rights stayed is still there.
  const other = await world.board("s-change-1");
  const again = await world.gateway("s-change-1");
  again.publish(valueOf("s-change-1", 77));
  await other.until(() => other.valuesOf("s-change-1").length === 1, "the value");
  expect([other.closed, again.closed]).toEqual([undefined, undefined]);
});

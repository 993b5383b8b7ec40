import { connect as connectTcp } from "node:net";
import { bytesToBase64Url } from "@arogyasync/shared/bytes";
import type { Clock } from "@arogyasync/shared/ports";
import {
  MIN_PROTOCOL_VERSION,
  offeredProtocols,
  PROTOCOL_VERSION,
  type Session,
  tokenProofBody,
} from "@arogyasync/shared/protocol";
import { type ChangeMaker, login, loginBody, post, RawClient } from "@arogyasync/sync-server/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorld, PASSWORD, type World } from "./relay-world.ts";

const DEVICE = "device-0001";
let world: World;
let asha: ChangeMaker;
let offsetMs = 0;
const clock: Clock = {
  now: () => Date.now() + offsetMs,
  after: (delayMs, fn) => {
    const timer = setTimeout(fn, delayMs);
    return () => clearTimeout(timer);
  },
};
beforeAll(async () => {
  world = await createWorld({ clock }, { helloTimeoutMs: 300 });
  asha = await world.addUser("asha", "field");
});
afterAll(() => world.close());

const ticket = async (): Promise<string> =>
  (await login(world.relay().url, asha.keys, "asha", PASSWORD, DEVICE)).ticket ?? "";
/** "open", or the status of the refused upgrade. */
const attempt = (protocols: string[], headers: Record<string, string> = {}, path = "") =>
  RawClient.open(world.relay().url + path, protocols, headers).then(
    async (client) => {
      await client.close();
      return "open";
    },
    (error: Error) => error.message.replace("Unexpected server response: ", ""),
  );

test("[ID20] a ticket opens one connection, once, within 30 s; nothing else opens any", async () => {
  const good = await ticket();
  expect(await attempt(offeredProtocols(good))).toBe("open");
  expect(await attempt(offeredProtocols(good))).toBe("401"); // replayed
  const late = await ticket();
  offsetMs = 31_000;
  expect(await attempt(offeredProtocols(late))).toBe("401");
  offsetMs = 0;
  const { accessToken } = await login(world.relay().url, asha.keys, "asha", PASSWORD, DEVICE);
  for (const bad of ["", "made-up", accessToken]) expect(await attempt(offeredProtocols(bad))).toBe("401");
  expect(await attempt([`arogya-log.${PROTOCOL_VERSION}`])).toBe("401");
});

test("[ID20] two who replay one ticket at the same moment: one gets in", async () => {
  const one = await ticket();
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => attempt(offeredProtocols(one))));
  expect(outcomes.filter((o) => o === "open")).toHaveLength(1);
  expect(outcomes.filter((o) => o === "401")).toHaveLength(7);
});

test("[ID21] path, origin and version are looked at before a ticket is spent", async () => {
  const mine = await ticket();
  const offer = offeredProtocols(mine);
  expect(await attempt(offer, { Origin: "https://evil.example" })).toBe("403");
  expect(await attempt(offer, { Origin: "null" })).toBe("403");
  expect(await attempt(offer, {}, "/elsewhere")).toBe("404");
  expect(await attempt([`arogya-log.${MIN_PROTOCOL_VERSION - 1}`, `ticket.${mine}`])).toBe("426");
  expect(await attempt(["arogya-log.9999", `ticket.${mine}`])).toBe("426");
  expect(await attempt(["graphql-ws", `ticket.${mine}`])).toBe("400");
  expect(await attempt([])).toBe("400");
  // It was good all along: what was refused is the request, and the negative control of each line above is this one.
  expect(await attempt(offer, { Origin: world.relay().url })).toBe("open");
});

test("[ID20] the relay's answer names the version and never the ticket; a token in the URL opens nothing", async () => {
  const mine = await ticket();
  const answer = await new Promise<string>((resolve) => {
    const tcp = connectTcp(world.relay().port, "127.0.0.1", () =>
      tcp.write(
        "GET /log HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
          `Sec-WebSocket-Protocol: ${offeredProtocols(mine).join(", ")}\r\n` +
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
      ),
    );
    tcp.once("data", (head: Buffer) => {
      tcp.destroy();
      resolve(head.toString());
    });
  });
  expect(answer).toContain("101 Switching Protocols");
  expect(answer).toContain(`Sec-WebSocket-Protocol: arogya-log.${PROTOCOL_VERSION}\r\n`);
  expect(answer).not.toContain(mine);
  const { accessToken } = await login(world.relay().url, asha.keys, "asha", PASSWORD, DEVICE);
  expect(await attempt(offeredProtocols(""), {}, `/log?token=${accessToken}&rest=`)).toBe("401");
});

test("[ID22] who may not come in hears why at the token endpoint, with a code", async () => {
  const { url, users } = world.relay();
  const keys = (await world.addUser("ravi", "field")).keys;
  const session = await login(url, keys, "ravi", PASSWORD, DEVICE);
  const refresh = async (protocol: number) => {
    const at = clock.now();
    const token = session.refreshToken ?? "";
    const proof = bytesToBase64Url(await keys.sign(tokenProofBody(token, at)));
    const response = await post(`${url}/auth/token`, { refreshToken: token, at, proof, protocol });
    return [response.status, ((await response.json()) as { code?: string }).code];
  };
  expect(await refresh(MIN_PROTOCOL_VERSION - 1)).toEqual([426, "update-needed"]);
  expect(await refresh(PROTOCOL_VERSION)).toEqual([200, undefined]); // and the session was not touched by it
  await users.setDisabled("ravi", true);
  expect(await refresh(PROTOCOL_VERSION)).toEqual([403, "user-disabled"]);
  // A ticket that was got before is worth nothing either.
  expect(await attempt(offeredProtocols(session.ticket ?? ""))).toBe("401");
});

test("[PR2] what is not asked for is not given: a session without a protocol version has no ticket", async () => {
  const { protocol: _none, ...body } = await loginBody(asha.keys, "asha", PASSWORD, DEVICE);
  const session = (await (await post(`${world.relay().url}/auth/login`, body)).json()) as Session;
  expect(session.accessToken).toBeTruthy();
  expect(session.ticket).toBeUndefined();
});

test("[PR2] hello is first, comes soon, and from the ticket's device", async () => {
  const open = async () => RawClient.open(world.relay().url, offeredProtocols(await ticket()));
  const silent = await open();
  expect((await silent.whenClosed()).code).toBe(1008);
  const early = await open();
  early.send({ t: "subscribe", wants: [{ scope: "rampur", kind: "patient", after: 0 }] });
  await early.whenClosed();
  expect(early.all("failure")[0]?.code).toBe("hello-first");
  const elsewhere = await open();
  elsewhere.send({ t: "hello", device: "device-0003", app: "test", clockMs: 0 });
  expect((await elsewhere.whenClosed()).code).toBe(4401);
  expect(elsewhere.all("failure")[0]?.code).toBe("ticket-invalid");
  const right = await open();
  right.send({ t: "hello", device: DEVICE, app: "test", clockMs: 0 });
  expect(await right.next("welcome")).toMatchObject({ protocol: PROTOCOL_VERSION, user: "asha" });
  await right.close();
});

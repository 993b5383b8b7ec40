import { listDevices, listUsers } from "@arogyasync/shared/api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorld, type World } from "./relay-world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const ask = async (path: string, token: string | undefined, body: unknown = {}) => {
  const response = await fetch(`${world.relay().url}${path}`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

test("[PR16] an endpoint answers who may ask it, by token and role, and only to the right shape", async () => {
  const admin = await world.connect(await world.addUser("meera", "admin"));
  const field = await world.connect(await world.addUser("asha", "field"));
  await world.addUser("far-away", "field", ["sitapur"]);
  const users = await ask(listUsers.path, admin.session.accessToken);
  expect(users.status).toBe(200);
  const seen = listUsers.response.parse(users.body).users.map((u) => u.id);
  expect(seen).toEqual(["asha", "meera"]); // nobody of a clinic that is not the administrator's
  expect(JSON.stringify(users.body)).not.toContain("password");
  expect(await ask(listUsers.path, field.session.accessToken)).toMatchObject({
    status: 403,
    body: { code: "role-refused" },
  });
  expect(await ask(listUsers.path, undefined)).toMatchObject({
    status: 401,
    body: { code: "token-invalid" },
  });
  expect(await ask(listUsers.path, admin.session.accessToken, "nonsense")).toMatchObject({
    status: 400,
    body: { code: "malformed" },
  });
  const devices = await ask(listDevices.path, admin.session.accessToken);
  const labels = listDevices.response.parse(devices.body).devices.map((d) => `${d.id} ${d.people[0]?.user}`);
  expect(new Set(labels)).toEqual(new Set(["device-asha asha", "device-meera meera"]));
});

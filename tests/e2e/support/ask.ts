import type { Endpoint } from "@arogyasync/shared/api";
import { generateKeyPair, login } from "@arogyasync/sync-server/testing";
import { PASSWORD, type World } from "./world.ts";

/** Asks the relay as somebody does whose screen is not part of the test. */
export const askAs = async <Q, A>(
  world: World,
  user: string,
  endpoint: Endpoint<Q, A>,
  request: Q,
): Promise<A> => {
  const { accessToken } = await login(world.relay.url, generateKeyPair(), user, PASSWORD, `desk-of-${user}`);
  const response = await fetch(`${world.relay.url}${endpoint.path}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${accessToken}`, "Content-Type": "application/json" },
    body: JSON.stringify(request),
  });
  if (!response.ok) throw new Error(`${endpoint.path}: ${response.status} ${await response.text()}`);
  return endpoint.response.parse(await response.json());
};

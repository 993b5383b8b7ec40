import { bytesToBase64Url } from "../bytes/index.ts";
import type { Clock, Signer } from "../ports/index.ts";
import {
  keyProofBody,
  PROTOCOL_VERSION,
  problemSchema,
  type Session,
  sessionSchema,
} from "../protocol/index.ts";
import type { AccessFailure, RelayLink } from "../replica/index.ts";
import { err, ok, type Result } from "../result.ts";
import type { Agent } from "node:https";
import { nodeDial } from "./node-socket.ts";
import { fetchThrough } from "./own-certificate.ts";

const TIMEOUT_MS = 20_000;
const TERMINAL = [401, 403, 426];

const failureOf = async (response: Response): Promise<AccessFailure> => {
  const problem = problemSchema.safeParse(await response.json().catch(() => undefined));
  return problem.success
    ? {
        terminal: TERMINAL.includes(response.status),
        code: problem.data.code,
        message: problem.data.detail ?? problem.data.title,
      }
    : { terminal: false, code: "relay-down", message: `the relay answered HTTP ${response.status}` };
};

/** A network failure in words: Node's own are two errors deep. */
const reasonOf = (error: unknown): string => {
  const cause = (error as { cause?: { code?: string; message?: string } }).cause;
  return cause?.code ?? cause?.message ?? (error instanceof Error ? error.message : String(error));
};

const asking = (agent: Agent | undefined) => (agent ? fetchThrough(agent) : fetch);

/**
 * Opens a session for a service by proving its registered key. Never rejects.
 * @param agent for a relay of this machine under TLS (`agentFor`).
 */
export const keySession = async (
  relayUrl: string,
  signer: Signer,
  clock: Clock,
  agent?: Agent,
): Promise<Result<Session, AccessFailure>> => {
  const at = clock.now();
  const proof = bytesToBase64Url(await signer.sign(keyProofBody(signer.publicKey, at)));
  try {
    const response = await asking(agent)(new URL("/auth/key", relayUrl), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        publicKey: bytesToBase64Url(signer.publicKey),
        at,
        proof,
        protocol: PROTOCOL_VERSION,
      }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) return err(await failureOf(response));
    const session = sessionSchema.safeParse(await response.json().catch(() => undefined));
    return session.success
      ? ok(session.data)
      : err({
          terminal: true,
          code: "bad-answer",
          message: "this is no ArogyaSync relay of a version known here",
        });
  } catch (error) {
    return err({
      terminal: false,
      code: "relay-down",
      message: `no answer from ${relayUrl} (${reasonOf(error)})`,
    });
  }
};

/** The device name under which a relay knows the key of a service. */
export const serviceDevice = (userId: string): string => `service-${userId}`;

/** Reaches a relay as a service does: a fresh token and ticket by key proof for every connection. */
export const serviceLink = (relayUrl: string, signer: Signer, clock: Clock, agent?: Agent): RelayLink => ({
  dial: nodeDial(new URL("/log", relayUrl.replace(/^http/, "ws")).href, agent),
  access: async () => {
    const session = await keySession(relayUrl, signer, clock, agent);
    if (!session.ok) return session;
    const { accessToken, ticket = "" } = session.value;
    return ok({ token: accessToken, ticket });
  },
  tell: async ({ token, path, body }) => {
    const response = await fetch(new URL(path, relayUrl), {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error((await failureOf(response)).message);
    return response.json();
  },
  bootstrap: async ({ token, scope, kinds, cursor, asOfSeq, docs }) => {
    const url = new URL("/bootstrap", relayUrl);
    const headers: Record<string, string> = { authorization: `Bearer ${token}` };
    let request: RequestInit = { headers };
    if (docs === undefined) {
      url.searchParams.set("scope", scope);
      url.searchParams.set("kind", kinds.join(","));
      if (cursor !== undefined) url.searchParams.set("cursor", cursor);
      if (asOfSeq !== undefined) url.searchParams.set("asOfSeq", String(asOfSeq));
    } else {
      const body = JSON.stringify({ scope, docs, asOfSeq });
      request = { method: "POST", headers: { ...headers, "content-type": "application/json" }, body };
    }
    const response = await asking(agent)(url, request);
    if (!response.ok || !response.body) throw new Error((await failureOf(response)).message);
    return response.body as AsyncIterable<Uint8Array>;
  },
});

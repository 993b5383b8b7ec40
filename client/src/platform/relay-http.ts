import {
  problemSchema,
  type SalvageGrant,
  salvageGrantSchema,
  type Session,
  sessionSchema,
} from "@arogyasync/shared/protocol";
import { err, ok, type Result } from "@arogyasync/shared/result";
import * as z from "zod/mini";

/** Why the relay gave no session. */
export interface HttpFailure {
  /** The relay's own code, or "offline", "relay-down", "bad-answer". */
  readonly code: string;
  readonly message: string;
  /** 401, 403 and "update needed": trying again changes nothing, a person must act. [CL5] */
  readonly terminal: boolean;
  /** The relay's clock at the answer, where it said one. */
  readonly relayNowMs: number | undefined;
  /** The permission to hand in, where the session of this key has ended for good. Not checked yet. */
  readonly salvage?: SalvageGrant | undefined;
}

const TIMEOUT_MS = 20_000;
const UPGRADE_REQUIRED = 426;

const failure = (code: string, message: string, terminal: boolean, relayNowMs?: number): HttpFailure => ({
  code,
  message,
  terminal,
  relayNowMs,
});

const problemOf = async (response: Response): Promise<HttpFailure> => {
  const terminal = [401, 403, UPGRADE_REQUIRED].includes(response.status);
  const body: unknown = await response.json().catch(() => undefined);
  const problem = problemSchema.safeParse(body);
  const nowMs = problem.success ? z.int().safeParse(problem.data["nowMs"]).data : undefined;
  if (problem.success) {
    const { code, detail, title } = problem.data;
    const salvage = salvageGrantSchema.safeParse(problem.data["salvage"]).data;
    return { ...failure(code, detail ?? title, terminal, nowMs), ...(salvage ? { salvage } : {}) };
  }
  // A proxy's page, not the relay's word: never the end of a session.
  return failure("relay-down", `HTTP ${response.status}`, false);
};

/** Posts a body to the relay. A network error is a value and never terminal. */
export const postRaw = async (
  path: string,
  request: {
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | Uint8Array<ArrayBuffer>;
    readonly timeoutMs?: number;
  },
): Promise<Result<Response, HttpFailure>> => {
  let response: Response;
  try {
    response = await fetch(path, {
      method: "POST",
      headers: request.headers,
      body: request.body,
      cache: "no-store",
      credentials: "omit",
      signal: AbortSignal.timeout(request.timeoutMs ?? TIMEOUT_MS),
    });
  } catch (cause) {
    return err(failure(navigator.onLine ? "relay-down" : "offline", String(cause), false));
  }
  return response.ok ? ok(response) : err(await problemOf(response));
};

export const postJson = (
  path: string,
  body: unknown,
  token?: string,
): Promise<Result<Response, HttpFailure>> =>
  postRaw(path, {
    headers: {
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });

export const postForSession = async (path: string, body: unknown): Promise<Result<Session, HttpFailure>> => {
  const response = await postJson(path, body);
  if (!response.ok) return response;
  const parsed = sessionSchema.safeParse(await response.value.json().catch(() => undefined));
  return parsed.success
    ? ok(parsed.data)
    : err(failure("bad-answer", "the relay's answer makes no sense to this version", false));
};

/** Asks an endpoint of the API; whoever asked checks the answer against its schema. */
export const postForAnswer = async (
  path: string,
  body: unknown,
  token: string,
): Promise<Result<unknown, HttpFailure>> => {
  const response = await postJson(path, body, token);
  if (!response.ok) return response;
  try {
    return ok((await response.value.json()) as unknown);
  } catch (cause) {
    return err(failure("bad-answer", String(cause), false));
  }
};

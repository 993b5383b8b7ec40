import type { RelayLink } from "@arogyasync/shared/replica";
import type { RelayAnswer } from "../../data/app-data.ts";
import { postForAnswer } from "../../platform/relay-http.ts";

/** Why there is no token, or why the relay did not do it. */
interface Failure {
  readonly code: string;
  readonly message: string;
}

/** A token that is too old, or that the relay's key of today did not sign. */
const REPLACEABLE: readonly string[] = ["token-expired", "token-invalid"];

/** Asks the relay's HTTP API as whoever is signed in. */
export interface RelayApi {
  /** @param path of an endpoint, "/api/v1/…" @param body its request, checked by the caller. Never rejects. */
  ask(path: string, body: unknown): Promise<RelayAnswer<unknown>>;
}

const failed = ({ code, message }: Failure): RelayAnswer<never> => ({ ok: false, code, message });

/**
 * Several questions in a row share one access token; one that the relay calls expired is replaced once. Connecting and
 * sending never use it: they fetch their own. [CL5]
 */
export const createRelayApi = (
  fresh: RelayLink["access"],
  post: typeof postForAnswer = postForAnswer,
): RelayApi => {
  let held: ReturnType<RelayLink["access"]> | undefined;
  const ask = async (path: string, body: unknown, isSecond: boolean): Promise<RelayAnswer<unknown>> => {
    const isFresh = held === undefined;
    held ??= fresh();
    const mine = held;
    const access = await mine;
    if (!access.ok) {
      if (held === mine) held = undefined;
      return failed(access.error);
    }
    const answer = await post(path, body, access.value.token);
    if (answer.ok) return answer;
    if (REPLACEABLE.includes(answer.error.code) && !isFresh && !isSecond) {
      if (held === mine) held = undefined;
      return ask(path, body, true);
    }
    return failed(answer.error);
  };
  return { ask: (path, body) => ask(path, body, false) };
};

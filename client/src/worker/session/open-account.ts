import type { Clock, Signer } from "@arogyasync/shared/ports";
import { exclusively } from "../../platform/leadership.ts";
import { postForSession } from "../../platform/relay-http.ts";
import { webVerifier } from "../../platform/web-signer.ts";
import { type Account, createAccount } from "./account.ts";
import type { SessionStore } from "./session-store.ts";

/** The account over HTTP. A module of its own: an app that opens offline does not load it. */
export const openAccount = (deps: {
  readonly sessions: SessionStore;
  readonly clock: Clock;
  readonly deviceLabel: string;
  readonly app: string;
  openSigner(keyName: string): Promise<Signer>;
}): Account =>
  createAccount({
    ...deps,
    verifier: webVerifier,
    postForSession,
    exclusively: (work) => exclusively("arogya-token", work),
  });

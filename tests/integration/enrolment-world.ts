import type { Endpoint } from "@arogyasync/shared/api";
import type { Clock } from "@arogyasync/shared/ports";
import type { Session } from "@arogyasync/shared/protocol";
import { must } from "@arogyasync/shared/result";
import { openAdmin, type RelayConfig } from "@arogyasync/sync-server/app";
import { enrolBody, generateKeyPair, type KeyPair, post } from "@arogyasync/sync-server/testing";
import { createWorld, PASSWORD } from "./relay-world.ts";

/** A browser as far as its keys go: one of its own, and one for each person. */
export interface Phone {
  readonly id: string;
  readonly own: KeyPair;
  readonly keyOf: (user: string) => KeyPair;
}
let phones = 0;
export const newPhone = (id = `phone-${String(++phones).padStart(4, "0")}`): Phone => {
  const keys = new Map<string, KeyPair>();
  return {
    id,
    own: generateKeyPair(),
    keyOf(user) {
      const key = keys.get(user) ?? generateKeyPair();
      keys.set(user, key);
      return key;
    },
  };
};

export interface Tried {
  readonly status: number;
  readonly code: string | undefined;
  readonly session: Session;
}

/** A relay that asks for codes, whose clock can be moved, with people who sign in from phones. */
export const createEnrolmentWorld = async (config: Partial<RelayConfig> = { enrolment: "code" }) => {
  let offsetMs = 0;
  const clock: Clock = {
    now: () => Date.now() + offsetMs,
    after: (delayMs, fn) => {
      const timer = setTimeout(fn, delayMs);
      return () => clearTimeout(timer);
    },
  };
  const world = await createWorld({ clock }, {}, config);
  const url = () => world.relay().url;
  const signIn = async (phone: Phone, user: string, code?: string, more: object = {}): Promise<Tried> => {
    const response = await post(`${url()}/auth/login`, {
      ...(await enrolBody(phone.keyOf(user), phone.own, user, PASSWORD, phone.id, code, clock.now())),
      ...more,
    });
    const body = (await response.json()) as Session & { readonly code?: string };
    return { status: response.status, code: body.code, session: body };
  };
  return {
    ...world,
    signIn,
    advance: (ms: number) => {
      offsetMs += ms;
    },
    /** A code from the relay's own machine, as the very first device gets it. */
    async codeFromConsole(request: { readonly clinic: string; readonly user?: string }): Promise<string> {
      const admin = openAdmin(world.dir);
      const by = { userId: "@operator", roles: ["admin"], clinics: ["*"] } as const;
      const issued = await admin.enrolments.issue(by, request);
      admin.close();
      if (!issued.ok) throw new Error(issued.error);
      return issued.value.code;
    },
    async ask<Q, A>(endpoint: Endpoint<Q, A>, session: Session, request: Q) {
      const response = await fetch(`${url()}${endpoint.path}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Authorization: `Bearer ${session.accessToken}` },
        body: JSON.stringify(request),
      });
      const body = (await response.json()) as { readonly code?: string };
      return response.ok
        ? { status: response.status, value: endpoint.response.parse(body), code: undefined }
        : { status: response.status, value: undefined, code: must(body.code, "a code") };
    },
  };
};
export type EnrolmentWorld = Awaited<ReturnType<typeof createEnrolmentWorld>>;

import type * as z from "zod/mini";
import type { Role } from "../authority/index.ts";

/**
 * One question that a screen or a tool may ask the relay: `POST /api/v1/TOPIC/VERB` with a JSON body, as the person or
 * service behind the bearer token. Always POST: what is asked about (a patient, a person) never stands in a URL, where
 * proxies write it down. [PR16]
 */
export interface Endpoint<Q, A> {
  /** "/api/v1/topic/verb". */
  readonly path: string;
  /** Who may ask; "anyone" is anybody who is signed in. The relay enforces it, a screen offers no more than it. */
  readonly roles: readonly Role[] | "anyone";
  readonly request: z.ZodMiniType<Q>;
  /** What it answers. The relay sends nothing that is not named here. */
  readonly response: z.ZodMiniType<A>;
  /** The largest request, bytes; 64 KiB when absent. */
  readonly maxBytes?: number;
}

/** Declares an endpoint under a name such as "users/list"; the types follow from the schemas. */
export const endpoint = <Q, A>({
  name,
  ...rest
}: Omit<Endpoint<Q, A>, "path"> & { readonly name: string }): Endpoint<Q, A> => ({
  path: `/api/v1/${name}`,
  ...rest,
});

export const mayCall = (it: Pick<Endpoint<never, unknown>, "roles">, roles: readonly string[]): boolean =>
  it.roles === "anyone" || it.roles.some((role) => roles.includes(role));

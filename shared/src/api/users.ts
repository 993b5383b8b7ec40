import * as z from "zod/mini";
import { endpoint } from "./endpoint.ts";

export const userView = z.object({
  id: z.string(),
  name: z.string(),
  roles: z.readonly(z.array(z.string())),
  /** `["*"]`: every clinic (services only). */
  clinics: z.readonly(z.array(z.string())),
  isService: z.boolean(),
  isDisabled: z.boolean(),
});
export type UserView = z.infer<typeof userView>;

/** People and services that work for a clinic of the administrator. */
export const listUsers = endpoint({
  name: "users/list",
  roles: ["admin"],
  request: z.object({}),
  response: z.object({ users: z.readonly(z.array(userView)) }),
});

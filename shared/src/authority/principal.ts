/** Roles of people and services. A principal may hold several. */
export const roles = [
  "field",
  "hospital",
  "device-manager",
  "analyst",
  "auditor",
  "admin",
  "edge",
  "importer",
  "insurance",
  "anchor",
] as const;
export type Role = (typeof roles)[number];
export const isRole = (value: unknown): value is Role => (roles as readonly unknown[]).includes(value);

/** Who is speaking: proved by a token, never taken from a message. */
export interface Principal {
  readonly userId: string;
  readonly roles: readonly Role[];
  /** Clinics this principal works for; `["*"]` means every clinic of this relay (services only). */
  readonly clinics: readonly string[];
}

export const worksFor = (principal: Pick<Principal, "clinics">, scopes: readonly string[]): boolean =>
  principal.clinics.includes("*") || scopes.some((s) => principal.clinics.includes(s));

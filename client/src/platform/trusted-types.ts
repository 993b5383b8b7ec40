/** The part of the Trusted Types API that is used; TypeScript's DOM library has none of it. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): unknown;
}

/**
 * Under the relay's content security policy text becomes markup or a script only through a policy. This is the only
 * one: scripts of our own origin (the worker and the service worker) may be started by their address; there is no rule
 * for markup or script text, so that every attempt throws. Browsers without Trusted Types do without. [HD2]
 */
export const allowOwnScriptsOnly = (scope: typeof globalThis): void => {
  const { trustedTypes } = scope as { readonly trustedTypes?: TrustedTypes };
  trustedTypes?.createPolicy("default", {
    createScriptURL(url) {
      const { origin } = scope.location;
      if (new URL(url, scope.location.href).origin !== origin)
        throw new TypeError("scripts come from this app's own origin");
      return url;
    },
  });
};

allowOwnScriptsOnly(globalThis);

/// <reference lib="webworker" />
import { cacheNames } from "workbox-core";
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";

declare const self: ServiceWorkerGlobalScope & {
  readonly __WB_MANIFEST: readonly { readonly url: string; readonly revision: string | null }[];
};

/**
 * Serves the installed app with no network: every file of the build is cached when this version is installed, and a
 * navigation is answered with the cached shell. Data never passes here: it lives in IndexedDB and travels by socket.
 */
precacheAndRoute([...self.__WB_MANIFEST]);
cleanupOutdatedCaches();

/** Not in TypeScript's library yet (https://w3c.github.io/ServiceWorker/#service-worker-static-router). */
interface StaticRoutes {
  addRoutes?(rule: {
    readonly condition: { readonly urlPattern: string; readonly requestMethod: string };
    readonly source: { readonly cacheName: string };
  }): Promise<void>;
}

/**
 * Files whose name is their content come from the cache without waking this script, where the browser can (Chrome 123):
 * on a slow phone that is half of what opening costs. A file that is missing there is asked of the network.
 */
self.addEventListener("install", (event) => {
  const rule = {
    condition: { urlPattern: "/assets/*", requestMethod: "GET" },
    source: { cacheName: cacheNames.precache },
  };
  // A browser that knows the method and not this rule goes on through the handler below.
  event.waitUntil((event as StaticRoutes).addRoutes?.(rule).catch(() => {}) ?? Promise.resolve());
});

/** Paths that belong to the relay: they must reach the network or fail, never be answered with the shell. */
const RELAY_PATHS = [
  /^\/api\//,
  /^\/auth\//,
  /^\/log$/,
  /^\/sync$/,
  /^\/live$/,
  /^\/bootstrap/,
  /^\/anchor/,
  /^\/insurance/,
  /^\/healthz$/,
  /^\/readyz$/,
  /^\/metrics$/,
  /^\/csp-report$/,
];
registerRoute(new NavigationRoute(createHandlerBoundToURL("/index.html"), { denylist: RELAY_PATHS }));

/**
 * A new version waits until a person presses "Update now" (a form may be half filled in), then takes over all tabs.
 */
self.addEventListener("message", (event) => {
  const data: unknown = event.data;
  if (typeof data === "object" && data !== null && (data as { type?: unknown }).type === "SKIP_WAITING")
    void self.skipWaiting();
});

/** The very first version serves the page that installed it, so that the next reload already works offline. */
self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

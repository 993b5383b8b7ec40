import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { VitePWA } from "vite-plugin-pwa";
import { precompress } from "./scripts/precompress.mjs";

// Negative-control builds go into folders of their own: they must never be served by mistake.
const outDirs = [
  process.env["VITE_UNSAFE_SAVE"] === "1" && "../out/client-unsafe",
  process.env["VITE_UNSAFE_PLAIN"] === "1" && "../out/client-plain",
];
const outDir = outDirs.find((folder) => folder !== false) ?? "dist";

/** Bare entries bring a second, base64 copy of the wasm (1.2 MB gz); the eval build of cbor-x breaks the CSP. */
const alias = [
  { find: /^@automerge\/automerge$/, replacement: "@automerge/automerge/slim" },
  { find: /^@automerge\/automerge-repo$/, replacement: "@automerge/automerge-repo/slim" },
  { find: /^cbor-x$/, replacement: "cbor-x/index-no-eval" },
];

/** "0.1.0+abc1234"; without git (a source archive) only the version. */
const appVersion = (): string => {
  const { version } = JSON.parse(readFileSync(new URL("./package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  try {
    const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    return `${version}+${commit.toString().trim()}`;
  } catch {
    return version;
  }
};

/** The few files of a start: what starts the worker at once, then the frame with its libraries. Roles follow by route. */
const chunkGroups = [
  {
    name: "start",
    priority: 2,
    test: /src\/(main\.tsx|app\/(chosen-language|screens)|app\/platform\/local-store|locales\/index|data\/(create-app-data|live)|platform\/(?!departure-note\.|salvage-http|relay-http)|worker\/rpc)|preload-helper|pwa-register|rolldown.runtime/,
  },
  {
    name: "frame",
    priority: 1,
    test: /node_modules\/(react|react-dom|scheduler|@tanstack|@formatjs|react-intl|intl-messageformat|lucide-react)\/|client\/src\/(app|ui|widgets|mount)|shared\/src\/(vitals|result|matching\/age)/,
  },
];

/** The frame is needed on every screen: asked for with the page itself, not once the first script has run. */
const preloadFrame = (): Plugin => ({
  name: "arogya-preload-frame",
  transformIndexHtml: {
    order: "post",
    handler: (_html, { bundle }) =>
      Object.values(bundle ?? {})
        .filter((file) => file.type === "chunk" && ["frame", "rolldown-runtime"].includes(file.name))
        .map(({ fileName }) => ({
          tag: "link",
          attrs: { rel: "modulepreload", crossorigin: true, href: `/${fileName}` },
          injectTo: "head" as const,
        })),
  },
});

export default defineConfig({
  base: "/",
  define: { __APP_VERSION__: JSON.stringify(appVersion()) },
  resolve: { alias, dedupe: ["@automerge/automerge", "@automerge/automerge-repo", "react", "react-dom"] },
  worker: { format: "es" },
  build: {
    outDir,
    emptyOutDir: true,
    target: "es2022",
    // The shell is static HTML, the worker has its own graph: a modulepreload polyfill would only cost bytes.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // One small style sheet instead of one a chunk: each file costs a phone more to ask for than to read.
    cssCodeSplit: false,
    rolldownOptions: { output: { codeSplitting: { groups: chunkGroups } } },
    // The module graph of the build, for scripts/bundle-size.mjs.
    manifest: true,
  },
  plugins: [
    react(),
    preloadFrame(),
    VitePWA({
      strategies: "injectManifest",
      srcDir: "src",
      filename: "sw.ts",
      registerType: "prompt",
      injectRegister: false,
      includeAssets: [],
      injectManifest: {
        globPatterns: ["**/*.{js,css,html,svg,png,wasm,webmanifest}"],
        maximumFileSizeToCacheInBytes: 6e6,
        // Names that carry a content hash need no cache-busting query.
        dontCacheBustURLsMatching: /assets\/.*-[\w-]{8}\./,
      },
      manifest: {
        id: "/",
        name: "ArogyaSync",
        short_name: "ArogyaSync",
        description: "Record vitals without a network. Nothing is lost.",
        lang: "en",
        start_url: "/",
        scope: "/",
        display: "standalone",
        orientation: "any",
        background_color: "#ffffff",
        theme_color: "#00635A",
        categories: ["medical", "health"],
        icons: [
          { src: "/icons/icon-192.png", sizes: "192x192", type: "image/png", purpose: "any" },
          { src: "/icons/icon-512.png", sizes: "512x512", type: "image/png", purpose: "any" },
          { src: "/icons/maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
          { src: "/icons/icon.svg", sizes: "any", type: "image/svg+xml", purpose: "any" },
        ],
      },
    }),
    precompress(),
  ],
});

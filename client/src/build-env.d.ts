/// <reference types="vite/client" />
/// <reference types="vite-plugin-pwa/vanillajs" />
/** Version and commit of this build. */
declare const __APP_VERSION__: string;

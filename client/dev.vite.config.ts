import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The interface alone, on invented data: `npx vite --config dev.vite.config.ts`, then /dev.html?scene=offline. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    react(),
    {
      name: "dev-html-for-every-route",
      configureServer(server) {
        server.middlewares.use((request, _response, next) => {
          const path = (request.url ?? "/").split("?")[0] ?? "/";
          if (!/^\/(src|node_modules|@)/.test(path) && !path.includes(".")) request.url = "/dev.html";
          next();
        });
      },
    },
  ],
  build: { outDir: "dist-dev", rollupOptions: { input: "dev.html" } },
});

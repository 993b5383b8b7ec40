import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { Readable } from "node:stream";
import { type Context, Hono } from "hono";
import { problem } from "./problem.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};
const HASHED = /-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/;
const ENCODINGS = [
  { name: "br", suffix: ".br" },
  { name: "gzip", suffix: ".gz" },
] as const;

const sizeOf = async (file: string): Promise<number | undefined> => {
  try {
    const info = await stat(file);
    return info.isFile() ? info.size : undefined;
  } catch {
    return undefined;
  }
};

/** The built PWA: precompressed where the build left `.br` or `.gz`, hashed names for ever, the shell never cached. */
export const staticRoutes = (publicDir: string): Hono => {
  const routes = new Hono();

  const send = async (c: Context, file: string): Promise<Response | undefined> => {
    const size = await sizeOf(file);
    if (size === undefined) return undefined;
    const headers: Record<string, string> = {
      "Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
      "Cache-Control": HASHED.test(file) ? "public, max-age=31536000, immutable" : "no-cache",
      Vary: "Accept-Encoding",
    };
    let chosen = { file, size };
    const accepted = (c.req.header("Accept-Encoding") ?? "").split(",").map((e) => e.split(";")[0]?.trim());
    for (const { name, suffix } of ENCODINGS) {
      const packed = accepted.includes(name) ? await sizeOf(file + suffix) : undefined;
      if (packed === undefined) continue;
      chosen = { file: file + suffix, size: packed };
      headers["Content-Encoding"] = name;
      break;
    }
    headers["Content-Length"] = String(chosen.size);
    if (c.req.method === "HEAD") return c.body(null, 200, headers);
    return c.body(Readable.toWeb(createReadStream(chosen.file)) as ReadableStream, 200, headers);
  };

  routes.on(["GET", "HEAD"], "/*", async (c) => {
    let path: string;
    try {
      path = normalize(decodeURIComponent(new URL(c.req.url).pathname));
    } catch {
      return problem(c, 400, "malformed", "The address could not be read.");
    }
    const file = join(publicDir, path);
    const isInside = file.startsWith(join(publicDir, sep)) && !path.includes("\0");
    const direct = isInside ? await send(c, path.endsWith("/") ? join(file, "index.html") : file) : undefined;
    if (direct) return direct;
    // Screens have addresses without an extension; a missing asset must not turn into the shell.
    const shell = extname(path) === "" ? await send(c, join(publicDir, "index.html")) : undefined;
    return shell ?? problem(c, 404, "not-found", "There is nothing here.");
  });
  return routes;
};

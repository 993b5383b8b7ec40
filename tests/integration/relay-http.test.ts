import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { createRelay, DataDirError, type Relay } from "@arogyasync/sync-server/app";
import { ConfigError, readConfig } from "@arogyasync/sync-server/config";
import { openDatabase, testConfig, testPasswords } from "@arogyasync/sync-server/testing";
import { afterAll, beforeAll, expect, test } from "vitest";

let dir: string;
let relay: Relay;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "relay-http-"));
  const publicDir = join(dir, "public");
  mkdirSync(join(publicDir, "assets"), { recursive: true });
  writeFileSync(join(publicDir, "index.html"), "<!doctype html><title>ArogyaSync</title>");
  writeFileSync(join(publicDir, "sw.js"), "// worker");
  writeFileSync(join(publicDir, "assets", "main-Ab3dE6gH.js"), "export {}");
  writeFileSync(join(publicDir, "assets", "main-Ab3dE6gH.js.gz"), gzipSync("export {}"));
  writeFileSync(join(dir, "secret.txt"), "not for you");
  relay = await createRelay({ ...testConfig(join(dir, "data")), publicDir }, { passwords: testPasswords });
});
afterAll(async () => {
  await relay.close();
  rmSync(dir, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(relay.url + path, { headers });

test("the app is served with the right headers: hashed names for ever, the shell never cached", async () => {
  const shell = await get("/f/patients");
  expect(await shell.text()).toContain("ArogyaSync");
  expect(shell.headers.get("cache-control")).toBe("no-cache");
  expect((await get("/sw.js")).headers.get("cache-control")).toBe("no-cache");
  const asset = await get("/assets/main-Ab3dE6gH.js", { "Accept-Encoding": "gzip" });
  expect(asset.headers.get("cache-control")).toContain("immutable");
  expect(asset.headers.get("content-encoding")).toBe("gzip");
  expect(await asset.text()).toBe("export {}");
});

test("a missing asset is not the shell, and nothing outside the folder is served", async () => {
  for (const path of [
    "/assets/gone-Ab3dE6gH.js",
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/api/nothing",
  ]) {
    const response = await get(path);
    expect([path, response.status, response.headers.get("content-type")]).toEqual([
      path,
      404,
      "application/problem+json",
    ]);
  }
});

test("health, readiness and metrics answer, without anything clinical", async () => {
  expect((await get("/healthz")).status).toBe(200);
  expect(await (await get("/readyz")).json()).toEqual({ status: "ready" });
  const metrics = await (await get("/metrics")).text();
  for (const name of [
    "relay_connections",
    "relay_log_seq",
    "relay_projection_lag",
    "nodejs_eventloop_lag_p99_seconds",
  ])
    expect(metrics).toContain(name);
});

test("data of a newer version is refused with a sentence, and left alone", async () => {
  const newer = join(dir, "newer");
  mkdirSync(newer);
  const db = openDatabase({ file: join(newer, "relay.sqlite"), synchronous: "FULL" });
  db.pragma("user_version = 99");
  db.close();
  await expect(createRelay(testConfig(newer))).rejects.toThrow(DataDirError);
  await expect(createRelay(testConfig(newer))).rejects.toThrow("written by a newer version");
});

test("a taken port is an error of its own, and settings that contradict each other are refused", async () => {
  await expect(createRelay({ ...testConfig(join(dir, "other")), port: relay.port })).rejects.toMatchObject({
    code: "EADDRINUSE",
  });
  expect(() => readConfig({ TLS_CERT: "/nowhere.pem" })).toThrow(ConfigError);
  expect(() => readConfig({ PORT: "99999" })).toThrow("PORT");
  expect(() => readConfig({ PUBLIC_DIR: "/nowhere/at/all" })).toThrow("PUBLIC_DIR");
  expect(() => readConfig({ ALLOWED_ORIGINS: "clinic.example" })).toThrow("ALLOWED_ORIGINS");
  expect(readConfig({})).toMatchObject({ host: "127.0.0.1", port: 8080, tls: undefined });
});

import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRelay, type Relay } from "@arogyasync/sync-server/app";
import { ConfigError, readConfig } from "@arogyasync/sync-server/config";
import { addressBucket, clientAddress, testConfig, testPasswords } from "@arogyasync/sync-server/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const TOKEN = "0123456789abcdef0123456789abcdef";
let dir: string;
let relay: Relay;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "relay-hardening-"));
  const publicDir = join(dir, "public");
  mkdirSync(join(publicDir, "assets"), { recursive: true });
  writeFileSync(join(publicDir, "index.html"), "<!doctype html><title>ArogyaSync</title>");
  writeFileSync(join(publicDir, "assets", "main-Ab3dE6gH.js"), "export {}");
  relay = await createRelay(
    { ...testConfig(join(dir, "data")), publicDir, metricsToken: TOKEN },
    { passwords: testPasswords },
  );
});
afterAll(async () => {
  await relay.close();
  rmSync(dir, { recursive: true });
});

describe("headers", () => {
  it.each<[string, string, RequestInit, number, string]>([
    ["the shell", "/f/patients", {}, 200, "no-cache"],
    ["an asset", "/assets/main-Ab3dE6gH.js", {}, 200, "public, max-age=31536000, immutable"],
    ["health", "/healthz", {}, 200, "no-store"],
    ["what is not there", "/api/nothing", {}, 404, "no-store"],
    ["a refusal", "/api/v1/stats", {}, 401, "no-store"],
    ["a bad body", "/auth/login", { method: "POST", body: "{" }, 400, "no-store"],
    ["a body too large", "/auth/login", { method: "POST", body: "x".repeat(9000) }, 413, "no-store"],
    ["a wrong method", "/auth/login", { method: "DELETE" }, 404, "no-store"],
  ])("[HD1] %s carries all of them", async (_name, path, init, status, caching) => {
    const { headers, status: got } = await fetch(relay.url + path, init);
    expect(got).toBe(status);
    expect(headers.get("cache-control")).toBe(caching);
    const policy = headers.get("content-security-policy")?.split("; ") ?? [];
    expect(policy).toEqual([
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "style-src 'self'",
      "img-src 'self'",
      "font-src 'self'",
      "connect-src 'self'",
      "manifest-src 'self'",
      "worker-src 'self'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "object-src 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types default",
      "report-uri /csp-report",
    ]);
    expect(Object.fromEntries(headers)).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
      "cross-origin-resource-policy": "same-origin",
      "origin-agent-cluster": "?1",
    });
    expect(headers.get("permissions-policy")).toMatch(
      /^camera=\(self\), accelerometer=\(\), .*microphone=\(\)/,
    );
    // Without TLS, HSTS would lock people out of an address that has none.
    expect(headers.get("strict-transport-security")).toBeNull();
    expect(headers.get("x-powered-by")).toBeNull();
    expect(headers.get("access-control-allow-origin")).toBeNull();
  });
});

describe("reports of blocked content", () => {
  const report = (body: string) => fetch(`${relay.url}/csp-report`, { method: "POST", body });
  const counted = async (directive: string) =>
    Number(
      new RegExp(`^relay_csp_violations_total\\{directive="${directive}"\\} (\\d+)$`, "m").exec(
        await (await fetch(`${relay.url}/metrics`)).text(),
      )?.[1] ?? 0,
    );

  it("[HD2] are counted by directive, whatever else they say, and unknown ones are one", async () => {
    const say = (directive: string) =>
      report(
        JSON.stringify({
          "csp-report": { "effective-directive": directive, "document-uri": "/f/p/secret-id" },
        }),
      );
    expect((await say("img-src")).status).toBe(204);
    for (const name of ['invented"} 99', "x".repeat(64)]) expect((await say(name)).status).toBe(204);
    expect([await counted("img-src"), await counted("other")]).toEqual([1, 2]);
    expect(await (await fetch(`${relay.url}/metrics`)).text()).not.toContain("secret-id");
    for (const [body, status] of [
      ["", 400],
      ["[]", 400],
      ['{"csp-report":{}}', 400],
      ["x".repeat(9000), 413],
    ] as const)
      expect((await report(body)).status).toBe(status);
  });
});

describe("metrics", () => {
  const ask = (headers: Record<string, string>) => fetch(`${relay.url}/metrics`, { headers });

  it("[HD5] are for this machine; who comes through a proxy needs the token", async () => {
    expect((await ask({})).status).toBe(200);
    expect((await ask({ "X-Forwarded-For": "203.0.113.9" })).status).toBe(404);
    expect((await ask({ Forwarded: "for=203.0.113.9" })).status).toBe(404);
    const through = { "X-Forwarded-For": "203.0.113.9", Authorization: `Bearer ${TOKEN}` };
    expect((await ask(through)).status).toBe(200);
    expect((await ask({ ...through, Authorization: `Bearer ${TOKEN}x` })).status).toBe(404);
    expect((await ask({ ...through, Authorization: TOKEN })).status).toBe(404);
  });
});

describe("addresses", () => {
  const from = (remoteAddress: string, forwarded?: string | string[]) =>
    ({
      socket: { remoteAddress },
      headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded },
    }) as unknown as IncomingMessage;

  it.each<[string, string, string | string[] | undefined, string[], string]>([
    ["the peer", "203.0.113.9", undefined, [], "203.0.113.9"],
    ["the peer over IPv6", "::ffff:203.0.113.9", undefined, [], "203.0.113.9"],
    ["a header from anybody: not read", "203.0.113.9", "198.51.100.1", ["127.0.0.1"], "203.0.113.9"],
    ["a header from the proxy", "127.0.0.1", "198.51.100.1", ["127.0.0.1"], "198.51.100.1"],
    [
      "what the client put in front of it: not read",
      "127.0.0.1",
      "6.6.6.6, 198.51.100.1",
      ["127.0.0.1"],
      "198.51.100.1",
    ],
    ["two proxies", "127.0.0.1", "198.51.100.1, 10.0.0.2", ["127.0.0.1", "10.0.0.2"], "198.51.100.1"],
    ["two headers", "127.0.0.1", ["6.6.6.6", "198.51.100.1"], ["127.0.0.1"], "198.51.100.1"],
    ["nonsense from the proxy", "127.0.0.1", "unknown", ["127.0.0.1"], "127.0.0.1"],
    ["nothing from the proxy", "127.0.0.1", undefined, ["127.0.0.1"], "127.0.0.1"],
  ])("[HD3] %s", (_name, peer, header, proxies, expected) => {
    expect(clientAddress(from(peer, header), proxies)).toBe(expected);
  });

  it.each([
    ["203.0.113.9", "203.0.113.9"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::9", "2001:db8:1:2::/64"],
    ["2001:0db8:0001:0002::9", "2001:db8:1:2::/64"],
    ["2001:db8::9", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1:2:3:4:5", "fe80:0:0:1::/64"],
    ["", ""],
  ])("[HD3] %s is counted as %s", (address, bucket) => {
    expect(addressBucket(address)).toBe(bucket);
  });
});

describe("secrets", () => {
  const secret = (name: string, mode: number, text = TOKEN): string => {
    const path = join(dir, name);
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  };

  it("[HD4] a file that others can read is refused, with what mends it", () => {
    const open = secret("open", 0o644);
    const tls = (path: string) => ({ TLS_CERT: secret("cert", 0o644), TLS_KEY: path });
    expect(() => readConfig(tls(open))).toThrow(ConfigError);
    expect(() => readConfig(tls(open))).toThrow(`chmod 600 ${open}`);
    expect(readConfig(tls(secret("closed", 0o600))).tls).toBeDefined();
    expect(() => readConfig({ METRICS_TOKEN_FILE: open })).toThrow("can be read by other users");
    expect(() => readConfig({ METRICS_TOKEN_FILE: secret("short", 0o600, "x") })).toThrow("at least 32");
    expect(() => readConfig({ METRICS_TOKEN_FILE: secret("empty", 0o600, "\n") })).toThrow("is empty");
    expect(readConfig({ METRICS_TOKEN_FILE: secret("token", 0o400, `${TOKEN}\n`) }).metricsToken).toBe(TOKEN);
    expect(() => readConfig({ TRUSTED_PROXIES: "10.0.0.1, proxy.local" })).toThrow(
      "TRUSTED_PROXIES: proxy.local",
    );
  });

  it("[HD4] a data folder that was open to others is closed at the start", async () => {
    const data = join(dir, "was-open");
    mkdirSync(data);
    chmodSync(data, 0o755);
    const warnings: string[] = [];
    const log = {
      debug: () => undefined,
      info: () => undefined,
      warn: (event: string) => void warnings.push(event),
      error: () => undefined,
    };
    const again = await createRelay(testConfig(data), { passwords: testPasswords, log });
    await again.close();
    expect(statSync(data).mode & 0o777).toBe(0o750);
    expect(warnings).toContain("data-dir-was-open");
    for (const name of ["relay-receipts.key.pem", "relay-tokens.key.pem"])
      expect([name, statSync(join(data, name)).mode & 0o077]).toEqual([name, 0]);
  });
});

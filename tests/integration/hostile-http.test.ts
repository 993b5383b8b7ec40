import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { createRelay, type Relay } from "@arogyasync/sync-server/app";
import { ChangeMaker, login, testConfig, testPasswords } from "@arogyasync/sync-server/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sendRaw } from "../support/relay/raw-http.ts";

let dir: string;
let relay: Relay;
let token: string;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "relay-hostile-http-"));
  const publicDir = join(dir, "public");
  mkdirSync(publicDir, { recursive: true });
  writeFileSync(join(publicDir, "index.html"), "<!doctype html><title>ArogyaSync</title>");
  writeFileSync(join(dir, "secret.txt"), "planted-secret");
  relay = await createRelay({ ...testConfig(join(dir, "data")), publicDir }, { passwords: testPasswords });
  await relay.users.addClinic({ id: "rampur", name: "Rampur" });
  const asha = {
    id: "asha",
    name: "Asha",
    password: "password-1",
    roles: ["field" as const],
    clinics: ["rampur"],
  };
  await relay.users.addUser(asha);
  token = (await login(relay.url, new ChangeMaker("asha").keys, "asha", "password-1", "device-asha"))
    .accessToken;
});
afterAll(async () => {
  // Whatever came before: it still serves.
  expect((await fetch(`${relay.url}/healthz`)).status).toBe(200);
  await relay.close();
  rmSync(dir, { recursive: true });
});

const POST = (path: string, headers: string, body = ""): string =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n\r\n${body}`;

describe("requests that are none", () => {
  it.each<[string, string, number]>([
    ["no HTTP", "hello there\r\n\r\n", 400],
    ["HTTP/2's preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
    ["no host", "GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n", 400],
    ["a NUL in a header", "GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n", 400],
    ["a space in a header's name", "GET /healthz HTTP/1.1\r\nHost: x\r\nX y: a\r\n\r\n", 400],
    ["two lengths", POST("/auth/login", "Content-Length: 2\r\nContent-Length: 3", "{}"), 400],
    ["a negative length", POST("/auth/login", "Content-Length: -1"), 400],
    ["a length that is no number", POST("/auth/login", "Content-Length: 0x10"), 400],
    [
      "a length and chunks at once",
      POST(
        "/auth/login",
        "Content-Length: 4\r\nTransfer-Encoding: chunked",
        "0\r\n\r\nGET /metrics HTTP/1.1\r\n\r\n",
      ),
      400,
    ],
    ["an unknown transfer coding", POST("/auth/login", "Transfer-Encoding: xchunked", "0\r\n\r\n"), 400],
    ["a chunk of no size", POST("/auth/login", "Transfer-Encoding: chunked", "zz\r\n"), 400],
    ["a header of 9 kB", `GET /healthz HTTP/1.1\r\nHost: x\r\nX: ${"a".repeat(9000)}\r\n\r\n`, 431],
    [
      "headers of 9 kB together",
      `GET /healthz HTTP/1.1\r\nHost: x\r\n${Array.from({ length: 300 }, (_, n) => `X-${n}: ${"a".repeat(24)}`).join("\r\n")}\r\n\r\n`,
      431,
    ],
    ["an address of 9 kB", `GET /${"a".repeat(9000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
  ])("[HD3] %s is turned away", async (_name, bytes, status) => {
    const answer = await sendRaw(relay.port, bytes);
    expect(answer.status).toBe(status);
    // One request was sent: a second answer would be a smuggled one.
    expect(answer.text.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
  });

  it.each(["CONNECT evil.example:443", "TRACE /", "PROPFIND /", "OPTIONS *"])(
    "[HD3] %s reaches nothing",
    async (line) => {
      const { status, text } = await sendRaw(
        relay.port,
        `${line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      );
      expect([undefined, 400, 404, 405]).toContain(status);
      expect(text).not.toContain("planted-secret");
    },
  );
});

const ROUTES: readonly (readonly [path: string, overBytes: number])[] = [
  ["/auth/login", 9_000],
  ["/auth/token", 9_000],
  ["/auth/key", 9_000],
  ["/bootstrap", 140_000],
  ["/csp-report", 9_000],
  ["/api/salvage/grant", 9_000],
];

describe("bodies", () => {
  it.each(ROUTES)(
    "[HD3] POST %s refuses a body over its limit, announced or in chunks",
    async (path, size) => {
      const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
      const whole = await fetch(relay.url + path, { method: "POST", headers, body: "x".repeat(size) });
      expect(whole.status).toBe(413);
      // A gigabyte that is only announced is not waited for.
      const announced = await sendRaw(
        relay.port,
        POST(path, `Authorization: Bearer ${token}\r\nContent-Length: 1073741824`, "{"),
        { timeoutMs: 2_000 },
      );
      expect(announced.status).toBe(413);
      const chunk = `${(4096).toString(16)}\r\n${"x".repeat(4096)}\r\n`;
      const chunked = await sendRaw(
        relay.port,
        POST(
          path,
          `Authorization: Bearer ${token}\r\nTransfer-Encoding: chunked`,
          chunk.repeat(Math.ceil(size / 4096) + 1) + "0\r\n\r\n",
        ),
        { timeoutMs: 3_000 },
      );
      expect(chunked.status).toBe(413);
    },
  );

  it.each<[string, string | Uint8Array, Record<string, string>]>([
    ["nothing", "", {}],
    ["half a document", '{"user":', {}],
    ["another type", "[]", {}],
    ["null", "null", {}],
    ["2,000 levels", "[".repeat(2000) + "]".repeat(2000), {}],
    ["a prototype", '{"__proto__":{"user":"asha"},"constructor":{"prototype":{}}}', {}],
    ["a number with 4,000 digits", `{"at":${"9".repeat(4000)}}`, {}],
    ["bytes that are no text", Uint8Array.from([0xff, 0xfe, 0x80]), {}],
    ["another encoding", '{"user":"asha"}', { "Content-Type": "text/plain; charset=utf-16" }],
    ["a packed million", gzipSync(" ".repeat(1_000_000)), { "Content-Encoding": "gzip" }],
  ])("[HD3] %s as a body is malformed on every route, and quoted nowhere", async (_name, body, headers) => {
    for (const [path] of ROUTES) {
      const response = await fetch(relay.url + path, {
        method: "POST",
        headers: { Authorization: `Bearer ${token}`, ...headers },
        body: typeof body === "string" ? body : Buffer.from(body),
      });
      const text = await response.text();
      expect([path, response.status]).toEqual([path, 400]);
      expect(text.length).toBeLessThan(400);
      expect(text).not.toContain("asha");
    }
  });
});

describe("first sync", () => {
  const get = async (query: string) => {
    const response = await fetch(`${relay.url}/bootstrap?${query}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    await response.arrayBuffer();
    return response.status;
  };

  it.each<[string, string, number]>([
    ["a cursor of no log", "scope=rampur&kind=patient&cursor=../../etc", 400],
    ["a cursor with a statement", "scope=rampur&kind=patient&cursor=1.1;DROP", 400],
    ["a number that is none", "scope=rampur&kind=patient&asOfSeq=1e9", 400],
    ["a kind that there is not", "scope=rampur&kind=secrets", 400],
    ["no kind", "scope=rampur", 400],
    ["the same kind 500 times", `scope=rampur&${"kind=patient&".repeat(500)}`, 200],
    ["another's clinic", "scope=sitapur&kind=patient", 403],
    ["every clinic", "scope=*&kind=patient", 403],
    ["a clinic with a NUL", "scope=rampur%00&kind=patient", 403],
  ])("[HD3] %s", async (_name, query, status) => {
    expect(await get(query)).toBe(status);
  });

  it.each<[string, unknown]>([
    ["1,025 documents", { scope: "rampur", docs: Array(1025).fill("11111111111111111111") }],
    ["a document that is none", { scope: "rampur", docs: ["../../secret"] }],
    ["no document", { scope: "rampur", docs: [] }],
    ["documents as one text", { scope: "rampur", docs: "all" }],
  ])("[HD3] %s by name is malformed", async (_name, body) => {
    const response = await fetch(`${relay.url}/bootstrap`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(400);
  });
});

describe("tokens", () => {
  const stats = async (authorization: string) =>
    (
      await fetch(`${relay.url}/bootstrap?scope=rampur&kind=patient`, {
        headers: { Authorization: authorization },
      })
    ).status;

  it("[AU80] a token with any byte changed, cut, doubled or of another scheme opens nothing", async () => {
    expect(await stats(`Bearer ${token}`)).toBe(200);
    for (let at = 0; at < token.length; at += 7) {
      const other = token[at] === "A" ? "B" : "A";
      const changed = `${token.slice(0, at)}${other}${token.slice(at + 1)}`;
      // The last characters of base64url hold spare bits: a change there may be the same bytes.
      if (at < token.length - 3) expect([at, await stats(`Bearer ${changed}`)]).toEqual([at, 401]);
    }
    for (const value of [
      "",
      "Bearer",
      `Basic ${token}`,
      token,
      `Bearer ${token.slice(0, -8)}`,
      `Bearer ${token}${token}`,
      "Bearer eyJhbGciOiJub25lIn0.eyJ1c2VyIjoiYXNoYSJ9.",
    ])
      expect([value, await stats(value)]).toEqual([value, 401]);
  });

  it("[AU80] a token in an address is not read", async () => {
    const query = `scope=rampur&kind=patient&access_token=${token}&token=${token}`;
    expect((await fetch(`${relay.url}/bootstrap?${query}`)).status).toBe(401);
  });
});

describe("files", () => {
  it.each([
    "/../secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/%2e%2e%2fsecret.txt",
    "/..%5csecret.txt",
    "/..\\secret.txt",
    "/%252e%252e/secret.txt",
    "/....//secret.txt",
    "/a/../../secret.txt",
    "//secret.txt",
    "/index.html%00.txt",
    "/%c0%ae%c0%ae/secret.txt",
    "/%",
    "/data/relay.sqlite",
    "/../data/relay.sqlite",
    "/../data/relay-tokens.key.pem",
  ])("[HD3] %s leads nowhere outside", async (path) => {
    const { status, text } = await sendRaw(
      relay.port,
      `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    );
    expect([400, 404]).toContain(status);
    expect(text).not.toContain("planted-secret");
    expect(text).not.toContain("SQLite format");
    expect(text).not.toContain("PRIVATE KEY");
  });
});

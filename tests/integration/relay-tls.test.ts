import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { agentFor, freshSigner, keySession, nodeClock } from "@arogyasync/cli/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeSelfSigned } from "../support/tls/self-signed.ts";
import { npmStart, type Running } from "./arogya-process.ts";

const dir = mkdtempSync(join(tmpdir(), "arogya-tls-"));
let running: Running;
let printed: string;
let url: string;
let certFile: string;

beforeAll(async () => {
  const made = writeSelfSigned(dir);
  ({ certFile } = made);
  running = npmStart({
    DATA_DIR: join(dir, "data"),
    PORT: "0",
    HOST: "127.0.0.1",
    TLS_CERT: certFile,
    TLS_KEY: made.keyFile,
  });
  printed = await running.printed(/Stop with Ctrl-C/, 110_000);
  url = /ready:\s+(https:\/\/\S+)/.exec(printed)?.[1] ?? "";
});
afterAll(async () => {
  running.child.kill("SIGINT");
  await running.ended;
  rmSync(dir, { recursive: true, force: true });
});

const get = (path: string) =>
  new Promise<{ status: number | undefined; headers: Record<string, unknown> }>((resolve, reject) => {
    const asking = request(new URL(path, url), { ca: readFileSync(certFile) }, (answer) => {
      answer.resume();
      resolve({ status: answer.statusCode, headers: answer.headers });
    });
    asking.on("error", reject);
    asking.end();
  });

test("with TLS_CERT and TLS_KEY everything starts, the demo included, and answers by https alone", async () => {
  expect(url).not.toBe("");
  expect(printed).toMatch(/made-up patients/);
  const health = await get("/healthz");
  expect(health.status).toBe(200);
  expect(health.headers["strict-transport-security"]).toMatch(/max-age=/);
  expect(health.headers["content-security-policy"]).toMatch(/upgrade-insecure-requests/);
  await expect(fetch(url.replace("https", "http"))).rejects.toThrow();
});

test("versions of TLS before 1.2 are refused", async () => {
  const outcome = await new Promise<string>((resolve) => {
    const socket = connect(
      {
        port: Number(new URL(url).port),
        host: "127.0.0.1",
        rejectUnauthorized: false,
        minVersion: "TLSv1.1",
        maxVersion: "TLSv1.1",
        // Without this OpenSSL would not even offer 1.1, and the relay would not be what refuses it.
        ciphers: "DEFAULT@SECLEVEL=0",
      },
      () => resolve("connected"),
    );
    socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
  expect(outcome).toMatch(/PROTOCOL_VERSION/);
});

test("the relay of this machine is known by its own certificate: another one is not spoken to", async () => {
  const signer = freshSigner();
  const own = await keySession(url, signer, nodeClock, agentFor(certFile));
  expect(own).toMatchObject({ ok: false, error: { terminal: true } }); // it answered: this key is nobody's
  mkdirSync(join(dir, "other"));
  const other = await keySession(
    url,
    signer,
    nodeClock,
    agentFor(writeSelfSigned(join(dir, "other")).certFile),
  );
  expect(other).toMatchObject({ ok: false, error: { code: "relay-down" } });
  const untrusting = await keySession(url, signer, nodeClock);
  expect(untrusting).toMatchObject({ ok: false, error: { code: "relay-down" } });
});

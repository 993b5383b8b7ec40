import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { generateKeyPair, loginBody, post } from "@arogyasync/sync-server/testing";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { npmStart, processesOf, type Running } from "./arogya-process.ts";

const dataDir = mkdtempSync(join(tmpdir(), "arogya-start-"));
const env = { DATA_DIR: dataDir, PORT: "0", HOST: "127.0.0.1" };
const started: Running[] = [];

const start = (over: Readonly<Record<string, string>> = {}): Running => {
  const running = npmStart({ ...env, ...over });
  started.push(running);
  return running;
};
const urlIn = (printed: string): string => /ready:\s+(http\S+)/.exec(printed)?.[1] ?? "";

const untilGone = async (): Promise<number[]> => {
  for (let waitedMs = 0; waitedMs < 25_000 && processesOf(dataDir).length > 0; waitedMs += 100)
    await sleep(100);
  return processesOf(dataDir);
};

afterEach(async () => {
  for (const { child, ended } of started.splice(0)) {
    child.kill("SIGKILL");
    await ended;
  }
});

afterAll(() => {
  for (const pid of processesOf(dataDir)) process.kill(pid, "SIGKILL");
  rmSync(dataDir, { recursive: true, force: true });
});

describe("npm start", () => {
  let first = "";
  let signIn = 0;
  const passwordIn = (printed: string): string => /password\s+(\S+)/.exec(printed)?.[1] ?? "";
  const seededAt = (): string => readFileSync(join(dataDir, "demo.json"), "utf8");

  beforeAll(async () => {
    const running = start();
    first = await running.printed(/Stop with Ctrl-C/, 100_000);
    const health = await fetch(new URL("/healthz", urlIn(first)));
    expect(health.status).toBe(200);
    const body = await loginBody(generateKeyPair(), "asha", passwordIn(first));
    signIn = (await post(new URL("/auth/login", urlIn(first)).href, body)).status;
    // Both Ctrl-C's of `npm`: the terminal's and the one it passes on.
    running.child.kill("SIGINT");
    running.child.kill("SIGINT");
    expect(await running.ended).toMatchObject({ code: 0, signal: null });
  });

  test("on a new data folder prints the address, where the data is, and the demo's logins", () => {
    expect(first).toContain(dataDir);
    expect(first).toMatch(/made-up patients/);
    expect(passwordIn(first)).not.toBe("");
    for (const user of ["asha", "nurse", "doctor", "manager", "admin"]) expect(first).toContain(user);
  });

  test("[ID36] lets a newcomer in with a printed login, and says that a clinic's relay asks for a code", () => {
    expect(signIn).toBe(200);
    expect(first).toContain("Any device may sign in (ENROLMENT=open)");
  });

  test("stops on Ctrl-C with exit code 0 and leaves no process behind", async () => {
    expect(await untilGone()).toEqual([]);
  });

  test("starts again on the same data without filling it again", async () => {
    const before = seededAt();
    const running = start();
    const again = await running.printed(/Stop with Ctrl-C/);
    expect(again).not.toContain("Filling");
    expect(passwordIn(again)).toBe(passwordIn(first));
    expect(seededAt()).toBe(before);
    running.child.kill("SIGTERM");
    expect((await running.ended).code).toBe(0);
  });

  test("says in one line that the port is taken, and ends with 2", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const { code, stderr } = await start({ PORT: String(port) }).ended;
    other.close();
    expect(code).toBe(2);
    expect(stderr.trim().split("\n")).toEqual([
      expect.stringMatching(`port ${port} on 127.0.0.1 is already in use`),
    ]);
  });

  test("refuses a data folder that another one is using, and settings that contradict each other", async () => {
    const running = start();
    await running.printed(/Stop with Ctrl-C/);
    const second = await start().ended;
    expect([second.code, second.stderr]).toEqual([2, expect.stringMatching(/is in use by another/)]);
    running.child.kill("SIGINT");
    await running.ended;
    const contradiction = await start({ TLS_CERT: "/nowhere/cert.pem" }).ended;
    expect([contradiction.code, contradiction.stderr]).toEqual([
      2,
      expect.stringMatching(/TLS_CERT and TLS_KEY/),
    ]);
  });

  test("leaves no service running when the supervisor is killed", async () => {
    const running = start();
    await running.printed(/Stop with Ctrl-C/);
    expect(processesOf(dataDir).length).toBeGreaterThan(1);
    running.child.kill("SIGKILL");
    await running.ended;
    expect(await untilGone()).toEqual([]);
  });

  test("starts a service again that crashed", async () => {
    const running = start();
    const url = urlIn(await running.printed(/Stop with Ctrl-C/));
    const [relay] = processesOf(dataDir).filter((pid) => pid !== running.child.pid);
    process.kill(relay ?? 0, "SIGKILL");
    let isBack = false;
    for (let waitedMs = 0; waitedMs < 30_000 && !isBack; waitedMs += 200) {
      await sleep(200);
      isBack = await fetch(new URL("/readyz", url)).then(
        (answer) => answer.ok,
        () => false,
      );
    }
    expect(isBack).toBe(true);
    running.child.kill("SIGINT");
    const { code, stderr } = await running.ended;
    expect([code, stderr]).toEqual([0, expect.stringMatching(/relay ended unexpectedly/)]);
  });
});

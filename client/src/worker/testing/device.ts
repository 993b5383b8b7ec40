import { bytesToBase64Url } from "@arogyasync/shared/bytes";
import { silentLog } from "@arogyasync/shared/ports";
import { createTurns, type Exclusive } from "@arogyasync/shared/replica";
import {
  createTestSigner,
  MemoryDisk,
  plainCompression,
  SeededRandom,
  testVerifier,
} from "@arogyasync/shared/testing";
import { vi } from "vitest";
import type { PatientDetail } from "../../data/app-data.ts";
import type { TabBus } from "../../platform/tab-bus.ts";
import type { WorkerEvent } from "../api.ts";
import { createBackend } from "../backend.ts";
import { createSessionStore } from "../session/session-store.ts";
import type { TabMessage } from "../tab-messages.ts";
import { openWorkshop } from "../workshop.ts";

const clock = {
  now: () => Date.now(),
  after: (delayMs: number, fn: () => void) => {
    const timer = setTimeout(fn, Math.min(delayMs, 5));
    return () => clearTimeout(timer);
  },
};

/** One device: a disk, a bus between its tabs, one lock for all of them. No relay answers. */
export const device = () => {
  const disk = new MemoryDisk();
  const store = disk.open();
  const listeners: { tab: string; fn: (message: TabMessage) => void }[] = [];
  const exclusive: Exclusive = createTurns();
  let leader: string | undefined;
  const busOf = (tab: string): TabBus<TabMessage> => ({
    send: (message) => {
      for (const { tab: other, fn } of listeners)
        if (other !== tab) queueMicrotask(() => fn(structuredClone(message)));
    },
    onMessage: (fn) => void listeners.push({ tab, fn }),
  });
  const sessions = createSessionStore(store, new SeededRandom(1));
  const signIn = (authenticatedAtMs = Date.now()) =>
    sessions.save({
      userId: "sunita",
      userName: "Sunita D",
      roles: ["field"],
      clinics: [{ id: "wadgaon", name: "PHC Wadgaon", demo: false }],
      clinicId: "wadgaon",
      keyName: "user:sunita",
      refreshToken: "refresh-token-number-1",
      clockOffsetMs: 0,
      authenticatedAtMs,
      relayKey: bytesToBase64Url(new Uint8Array(32)),
    });
  const openTab = (tab: string) => {
    const events: WorkerEvent[] = [];
    const methods = createBackend({
      store,
      clock,
      random: new SeededRandom(tab.charCodeAt(0)),
      log: silentLog,
      compression: plainCompression,
      verifier: testVerifier,
      bus: busOf(tab),
      sessions,
      tab,
      account: () => Promise.reject(new Error("no relay in this test")),
      workshop: openWorkshop,
      relayApi: () => Promise.reject(new Error("no relay in this test")),
      openSigner: async (name) => createTestSigner(name),
      departure: () => Promise.reject(new Error("nobody leaves in this test")),
      link: async (access) => ({
        dial: () => Promise.reject(new Error("no relay")),
        access,
        bootstrap: () => Promise.reject(new Error("no relay")),
      }),
      electLeader: (lead) => {
        leader ??= tab;
        if (leader === tab) lead(false);
      },
      exclusive,
      browserOnline: () => false,
      onBrowserOnline: () => undefined,
      onPending: () => undefined,
      notify: (event) => events.push(event),
    });
    const last = <T extends WorkerEvent["type"]>(type: T) =>
      events.findLast((event) => event.type === type) as Extract<WorkerEvent, { type: T }> | undefined;
    const start = () => methods.start({ appVersion: "test" });
    return { methods, events, last, start };
  };
  return { disk, signIn, openTab, sessions };
};

export const person = {
  identity: { name: "Laxmi Patil", sex: "female", phone: "9876543210" },
  identifiers: {},
};
export const pulse = (heartRate: number) => ({ values: { heartRate }, confirmed: [], notMeasured: {} });
export const detailOf = (tab: ReturnType<ReturnType<typeof device>["openTab"]>): PatientDetail => {
  const value = tab.last("patient")?.value;
  if (!value || value === "missing") throw new Error("no patient was told of yet");
  return value;
};
export const until = (check: () => void | Promise<void>) =>
  vi.waitFor(check, { timeout: 5000, interval: 10 });

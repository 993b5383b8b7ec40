import { bytesToBase64Url } from "@arogyasync/shared/bytes";
import { silentLog } from "@arogyasync/shared/ports";
import { err, ok } from "@arogyasync/shared/result";
import { MemoryDisk, SeededRandom } from "@arogyasync/shared/testing";
import { describe, expect, it, vi } from "vitest";
import type { DepartureNote } from "../../platform/departure-note.ts";
import type { TabBus } from "../../platform/tab-bus.ts";
import type { WorkerEvent } from "../api.ts";
import { createSessionStore, type StoredSession } from "../session/session-store.ts";
import type { DraftChange } from "./drafts.ts";
import { createGate } from "./gate.ts";
import type { Backend } from "./gate-deps.ts";
import type { VaultRecord, VaultRecords } from "./vault-record.ts";
import type { VaultMessage } from "./vault-tabs.ts";

const PIN = "271828";
const PASSWORD = "only-for-this-test";

const memoryRecords = (): VaultRecords => {
  const byId = new Map<string, VaultRecord>();
  let isNew = true;
  return {
    async device() {
      const answer = { id: "device", isNew };
      isNew = false;
      return answer;
    },
    all: async () => [...byId.values()],
    get: async (id) => byId.get(id),
    put: async (record) => void byId.set(record.id, record),
    async update(id, change) {
      const record = byId.get(id);
      if (record) byId.set(id, change(record));
      return byId.get(id);
    },
    remove: async (id) => void byId.delete(id),
  };
};

/** A channel between the tabs of one device. */
const createChannel = <M>() => {
  const listeners: { tab: string; fn: (message: M) => void }[] = [];
  return (tab: string): TabBus<M> => ({
    send(message) {
      for (const { tab: other, fn } of listeners) if (other !== tab) queueMicrotask(() => fn(message));
    },
    onMessage: (fn) => void listeners.push({ tab, fn }),
  });
};

const sessionOf = (userId: string): StoredSession => ({
  userId,
  userName: userId.toUpperCase(),
  roles: ["field"],
  clinics: [{ id: "wadgaon", name: "PHC Wadgaon", demo: false }],
  clinicId: "wadgaon",
  keyName: `user:${userId}`,
  refreshToken: "refresh-token-number-1",
  clockOffsetMs: 0,
  authenticatedAtMs: 0,
  relayKey: bytesToBase64Url(new Uint8Array(32)),
});

/** One device with tabs; every vault has a disk. The backend behind the gate says whose vault it was opened over. */
const device = () => {
  const records = memoryRecords();
  const channel = createChannel<VaultMessage>();
  const drafts = createChannel<DraftChange>();
  const disks = new Map<string, MemoryDisk>();
  const held: string[] = [];
  let nowMs = 1_000_000;
  const clock = {
    now: () => nowMs++,
    after: (ms: number, fn: () => void) => {
      const timer = setTimeout(fn, Math.min(ms, 20));
      return () => clearTimeout(timer);
    },
  };
  let unsent = 0;
  let note: DepartureNote | undefined;
  const openTab = (tab: string) => {
    const events: WorkerEvent[] = [];
    const methods = createGate({
      departureNote: async () => note,
      records,
      clock,
      random: new SeededRandom(tab.charCodeAt(0)),
      log: silentLog,
      tab,
      bus: channel(tab),
      cost: { memoryKiB: 8, passes: 1 },
      openVault(key) {
        const disk = disks.get(key.vaultId) ?? new MemoryDisk();
        disks.set(key.vaultId, disk);
        const store = disk.open();
        const sessions = createSessionStore(store, new SeededRandom(1));
        const backend = {
          start: async () => {
            const session = await sessions.load();
            if (session) events.push({ type: "session", value: { state: "signed-in", session } });
            return null;
          },
          signOut: async () => {
            await sessions.clear();
            return null;
          },
          sessionReplaced: async () => undefined,
          countUnsent: async () => unsent,
          search: async () => ({ rows: [], total: 7 }),
          watch: async () => null,
        } as unknown as Backend;
        return { store, sessions, backend, drafts: drafts(tab) };
      },
      account: async (sessions) => ({
        async login({ user, password }) {
          if (password !== PASSWORD)
            return err({ code: "bad-credentials", message: "", terminal: true, relayNowMs: undefined });
          await sessions.save(sessionOf(user));
          return ok(sessionOf(user));
        },
        access: () => Promise.reject(new Error("not in this test")),
        signOut: () => sessions.clear(),
      }),
      async hold(vaultId) {
        held.push(vaultId);
        return () => void held.splice(held.indexOf(vaultId), 1);
      },
      isAnyOpen: async () => held.length > 0,
      ifAlone: async (vaultId, work) => (held.includes(vaultId) ? undefined : work()),
      notify: (event) => events.push(event),
    });
    const last = <T extends WorkerEvent["type"]>(type: T) =>
      events.findLast((event) => event.type === type) as Extract<WorkerEvent, { type: T }> | undefined;
    const start = () => methods.start({ marker: undefined, appVersion: "test" });
    const vault = () => last("vault")?.value;
    const who = () => {
      const value = last("session")?.value;
      return value?.state === "signed-in" ? value.session.userId : value?.state;
    };
    return { methods, events, last, start, vault, who };
  };
  /** A tab in which this person has signed in and chosen the PIN. */
  const firstVisit = async (user: string, tab = openTab("a")) => {
    await tab.start();
    await tab.methods.login({ user, password: PASSWORD });
    expect(await tab.methods.choosePin(PIN)).toEqual({ ok: true });
    return tab;
  };
  return {
    setNote: (next: DepartureNote) => {
      note = next;
    },
    records,
    openTab,
    firstVisit,
    channel,
    setUnsent: (n: number) => {
      unsent = n;
    },
    /** The browser ends: no tab holds anything. */
    end: () => void held.splice(0),
  };
};
const until = (check: () => void) => vi.waitFor(check, { timeout: 5000, interval: 5 });
const peopleOf = (tab: ReturnType<ReturnType<typeof device>["openTab"]>) => {
  const vault = tab.vault();
  return vault?.state === "closed" ? vault.people : [];
};

describe("[VA2] before a vault is open", () => {
  it("nothing is read or written, and a screen that watches already is served afterwards", async () => {
    const at = device();
    const tab = at.openTab("a");
    await tab.start();
    expect(tab.vault()).toEqual({ state: "closed", people: [] });
    await expect(tab.methods.search({ query: "a", limit: 1 })).rejects.toMatchObject({ code: "locked" });
    await expect(tab.methods.sendNow(null)).rejects.toMatchObject({ code: "locked" });
    const watching = tab.methods.watch("recent");
    await tab.methods.login({ user: "sunita", password: PASSWORD });
    await tab.methods.choosePin(PIN);
    expect(await watching).toBeNull();
    expect(await tab.methods.search({ query: "a", limit: 1 })).toMatchObject({ total: 7 });
    expect(tab.who()).toBe("sunita");
  });

  it("a wrong password makes no vault; a trivial PIN neither", async () => {
    const at = device();
    const tab = at.openTab("a");
    await tab.start();
    expect(await tab.methods.login({ user: "sunita", password: "wrong" })).toEqual({
      ok: false,
      code: "bad-credentials",
    });
    expect(await tab.methods.choosePin(PIN)).toMatchObject({ ok: false });
    await tab.methods.login({ user: "sunita", password: PASSWORD });
    expect(await tab.methods.choosePin("123456")).toEqual({ ok: false, code: "pin-trivial" });
    expect(await at.records.all()).toEqual([]);
  });
});

describe("[VA9] tabs of one browser", () => {
  it("a second one opens without a PIN; locking one locks all, and tells how many are not sent", async () => {
    const at = device();
    const first = await at.firstVisit("sunita");
    const second = at.openTab("b");
    await second.start();
    expect(second.vault()).toEqual({ state: "open" });
    at.setUnsent(3);
    await second.methods.lock(null);
    await until(() => expect(first.last("locked")).toBeDefined());
    expect(second.last("locked")).toBeDefined();
    const third = at.openTab("c");
    await third.start();
    expect(peopleOf(third)).toMatchObject([{ userName: "SUNITA", unsentCount: 3 }]);
  });

  it("one that waits before the lock opens with the other", async () => {
    const at = device();
    await at.firstVisit("sunita");
    at.end();
    const [first, second] = [at.openTab("b"), at.openTab("c")];
    await first.start();
    await second.start();
    const vaultId = peopleOf(first)[0]!.vaultId;
    expect(await first.methods.unlock({ vaultId, pin: PIN })).toEqual({ ok: true });
    await until(() => expect(second.vault()).toEqual({ state: "open" }));
  });

  it("a key that was handed over before the lock opens nothing after it", async () => {
    const at = device();
    const first = await at.firstVisit("sunita");
    const heard: VaultMessage[] = [];
    const outsider = at.channel("x");
    outsider.onMessage((message) => heard.push(message));
    outsider.send({ type: "key?", from: "x" });
    await until(() => expect(heard.find(({ type }) => type === "key")).toBeDefined());
    const { to: _to, ...key } = heard.find((message) => message.type === "key")!;
    await first.methods.lock(null);
    const late = at.openTab("d");
    await late.start();
    expect(late.vault()?.state).toBe("closed");
    outsider.send(key);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(late.vault()?.state).toBe("closed");
  });
});

describe("two people", () => {
  it("[VA3] each opens their own; what one has not sent waits sealed under their name", async () => {
    const at = device();
    const sunita = await at.firstVisit("sunita");
    at.setUnsent(2);
    await sunita.methods.lock(null);
    at.end();
    const tab = at.openTab("b");
    at.setUnsent(0);
    await at.firstVisit("ravi", tab);
    expect(tab.who()).toBe("ravi");
    await tab.methods.lock(null);
    at.end();
    const again = at.openTab("c");
    await again.start();
    expect(peopleOf(again).map((p) => [p.userName, p.unsentCount])).toEqual([
      ["RAVI", 0],
      ["SUNITA", 2],
    ]);
    await again.methods.unlock({ vaultId: peopleOf(again)[1]!.vaultId, pin: PIN });
    await until(() => expect(again.who()).toBe("sunita"));
  });

  it("nobody signs in over somebody's open records", async () => {
    const at = device();
    const tab = await at.firstVisit("sunita");
    expect(await tab.methods.login({ user: "ravi", password: PASSWORD })).toEqual({
      ok: false,
      code: "other-person",
    });
    expect(await tab.methods.login({ user: "sunita", password: PASSWORD })).toEqual({ ok: true });
    expect(tab.vault()).toEqual({ state: "open" });
  });
});

describe("[VA7] a forgotten PIN", () => {
  it("with the password a new one; the old vault stays for what it did not send, and its PIN still opens it", async () => {
    const at = device();
    const first = await at.firstVisit("sunita");
    at.setUnsent(4);
    await first.methods.lock(null);
    at.end();
    const tab = at.openTab("b");
    await tab.start();
    await tab.methods.login({ user: "sunita", password: PASSWORD });
    expect(tab.vault()).toMatchObject({ state: "enter-pin", person: { unsentCount: 4 } });
    await tab.methods.forgotPin(null);
    expect(tab.vault()).toMatchObject({ state: "choose-pin" });
    expect(await tab.methods.choosePin("314159")).toEqual({ ok: true });
    at.setUnsent(0);
    await tab.methods.lock(null);
    at.end();
    const later = at.openTab("c");
    await later.start();
    expect(peopleOf(later).map((p) => [p.unsentCount, p.isRetired])).toEqual([
      [0, false],
      [4, true],
    ]);
    expect(await later.methods.unlock({ vaultId: peopleOf(later)[1]!.vaultId, pin: PIN })).toEqual({
      ok: true,
    });
    // All of it is sent now: nothing is left to keep it for.
    await later.methods.lock(null);
    at.end();
    const last = at.openTab("d");
    await last.start();
    expect(peopleOf(last).map((p) => p.isRetired)).toEqual([false]);
  });
});

describe("[VA8] drafts", () => {
  it("outlive lock and restart, are told to other tabs, and go when they are done", async () => {
    const at = device();
    const tab = await at.firstVisit("sunita");
    const second = at.openTab("b");
    await second.start();
    await tab.methods.keepDraft({ key: "register", text: "Laxmi" });
    await until(() => expect(second.last("drafts")?.changes).toEqual([{ key: "register", text: "Laxmi" }]));
    await tab.methods.keepDraft({ key: "capture/p1/new", text: "88" });
    await tab.methods.keepDraft({ key: "capture/p1/new", text: undefined });
    await tab.methods.lock(null);
    at.end();
    const later = at.openTab("c");
    await later.start();
    await later.methods.unlock({ vaultId: peopleOf(later)[0]!.vaultId, pin: PIN });
    expect(later.last("drafts")?.changes).toEqual([{ key: "register", text: "Laxmi" }]);
  });
});

describe("a device that was emptied, or is in the midst of it", () => {
  const note: DepartureNote = {
    cause: "device-revoked",
    scope: "device",
    atMs: 1,
    handedIn: 3,
    quarantined: 3,
    lost: 0,
    othersWaiting: 0,
    isEmptying: true,
    isReported: false,
    isRead: false,
  };

  it("[QR33] cut off while it deleted: the next start opens nothing, and lets the page go on deleting", async () => {
    const at = device();
    await at.firstVisit("asha");
    at.setNote(note);
    const tab = at.openTab("b");
    await tab.start();
    expect(tab.last("departure")).toMatchObject({ isOurs: true, state: { phase: "emptying" } });
    expect(tab.vault()).toBeUndefined();
    expect(tab.who()).toBeUndefined();
  });

  it("[QR33] emptied: the next start says what happened, and calls nothing missing", async () => {
    const at = device();
    at.setNote({ ...note, isEmptying: false });
    const tab = at.openTab("a");
    await tab.methods.start({ marker: { deviceId: "before", documents: 12 }, appVersion: "test" });
    expect(tab.last("departure")).toMatchObject({ state: { phase: "gone", note: { handedIn: 3 } } });
    expect(tab.last("problems")).toBeUndefined();
    expect(tab.vault()).toMatchObject({ state: "closed", people: [] });
    // Control: without the note the marker means that the browser has thrown the records away.
    const other = device().openTab("a");
    await other.methods.start({ marker: { deviceId: "before", documents: 12 }, appVersion: "test" });
    expect(other.last("problems")).toMatchObject({ value: [{ code: "records-missing" }] });
  });
});

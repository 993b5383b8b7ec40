import type { VaultState } from "../../data/vault.ts";
import { departureState } from "../../data/departure.ts";
import type { BackendMethods, WorkerEvent, WorkerMethods } from "../api.ts";
import { codeOf } from "../rpc.ts";
import type { StoredSession } from "../session/session-store.ts";
import { createDrafts, type DraftChange } from "./drafts.ts";
import { adoptSession, memorySessions } from "./fresh-session.ts";
import type { GateDeps, VaultParts } from "./gate-deps.ts";
import { createKeeper } from "./keeper.ts";
import { warmPinKey } from "./pin-key.ts";
import { createVaultTabs, type HandedKey } from "./vault-tabs.ts";

/** How often the unlock list's count of unsent records is written while a vault is open. */
const COUNT_MS = 500;

/** What needs an open vault, and waits for it rather than failing: a screen watches before the records are there. */
const WAITING = ["watch", "unwatch", "watchPatient", "unwatchPatient"] as const;
/** What needs an open vault, and fails without. */
// biome-ignore format: a list
const AT_ONCE = [
  "chooseClinic", "more", "search", "duplicates", "register", "editIdentity", "saveReading", "correctReading",
  "retractReading", "recordConsent", "saveWard", "sendNow", "wake", "diagnostics", "ask", "wipeNow",
] as const satisfies readonly Exclude<keyof BackendMethods, (typeof WAITING)[number]>[];

interface Running extends VaultParts {
  readonly held: HandedKey;
  readonly keepDraft: (change: DraftChange) => Promise<void>;
  readonly release: () => void;
}

/**
 * Stands between the page and everything else: nothing is read or written before a vault is open. It knows who has one
 * here, opens it with the PIN or with the key of another tab, and takes the key away again. [VA2]
 */
export const createGate = (deps: GateDeps): WorkerMethods => {
  const { records, clock } = deps;
  const notify = (event: WorkerEvent) => deps.notify(event);
  const keeper = createKeeper(deps);
  let state: VaultState = { state: "loading" };
  let running: Running | undefined;
  /** Signed in with the password, for a vault that is not open yet. */
  let fresh: StoredSession | undefined;
  let givenUp: string | undefined;
  let appVersion = "";
  let isCounting = false;
  let opened: (parts: VaultParts) => void = () => {};
  const whenOpen = new Promise<VaultParts>((resolve) => {
    opened = resolve;
  });

  const tell = (next: VaultState) => {
    state = next;
    notify({ type: "vault", value: next });
  };
  const showPeople = async () => {
    fresh = undefined;
    givenUp = undefined;
    const people = await keeper.people();
    if (people.length > 0) warmPinKey();
    notify({ type: "session", value: { state: "signed-out" } });
    tell({ state: "closed", people });
  };

  /** The first change is written at once, for the page may be closed the next moment; those that follow, together. */
  const countUnsent = (vaultId: string, count: number) => {
    latestCount = count;
    if (isCounting) return;
    isCounting = true;
    const unsent = { count, isExact: false };
    if (running) void records.update(vaultId, (record) => ({ ...record, unsent })).catch(() => {}); // only shown
    clock.after(COUNT_MS, () => {
      isCounting = false;
      if (latestCount !== count) countUnsent(vaultId, latestCount);
    });
  };
  let latestCount = 0;

  const open = async (held: HandedKey, session?: StoredSession): Promise<void> => {
    const { vaultId } = held;
    const release = await deps.hold(vaultId);
    await records.update(vaultId, (record) => ({
      ...record,
      userName: session?.userName ?? record.userName,
      unsent: { ...record.unsent, isExact: false },
    }));
    const parts = deps.openVault(held, (count) => countUnsent(vaultId, count));
    if (session) await adoptSession(parts.sessions, session);
    const drafts = createDrafts({
      store: parts.store,
      bus: parts.drafts,
      onChanged: (changes) => notify({ type: "drafts", changes }),
    });
    await drafts.load();
    running = { ...parts, held, release, keepDraft: (change) => drafts.keep(change) };
    fresh = undefined;
    notify({ type: "session", value: { state: "loading" } });
    tell({ state: "open" });
    opened(parts);
    void parts.backend.start({ appVersion });
  };
  /** As `open`, and tells the tabs that stand before the same lock. */
  const openAndOffer = async (key: CryptoKey, vaultId: string, session?: StoredSession) => {
    const held = { vaultId, key, openedAtMs: clock.now() };
    await open(held, session);
    tabs.offer(held);
  };

  /** Takes the key away from this tab; its page starts anew with an empty memory. */
  const lockHere = async () => {
    const closing = running;
    if (!closing) return;
    running = undefined;
    closing.release();
    let isDone = false;
    await deps.ifAlone(closing.held.vaultId, async () => {
      const count = await closing.backend.countUnsent();
      if (count === undefined) return;
      await records.update(closing.held.vaultId, (record) => ({
        ...record,
        unsent: { count, isExact: true },
      }));
      // Kept for what it had not sent; the person has another one by now.
      isDone = count === 0 && (await records.get(closing.held.vaultId))?.isRetired === true;
    });
    await closing.store.close();
    if (isDone) await records.remove(closing.held.vaultId);
    notify({ type: "locked" });
  };

  /** A key that another tab had, unless it was locked since. */
  const isGood = async ({ vaultId, openedAtMs }: HandedKey): Promise<boolean> => {
    const record = await records.get(vaultId);
    return record !== undefined && openedAtMs > record.lockedAtMs;
  };
  const failed = (event: string) => (error: unknown) => deps.log.error(event, { code: codeOf(error) });
  const tabs = createVaultTabs({
    ...deps,
    held: () => running?.held,
    onLock: (vaultId) => {
      if (running?.held.vaultId === vaultId) lockHere().catch(failed("lock-failed"));
    },
    onKey: (key) => {
      if (state.state !== "closed") return;
      isGood(key)
        .then((good) => (good && state.state === "closed" ? open(key) : undefined))
        .catch(failed("hand-over-failed"));
    },
  });

  const lock = async () => {
    const vaultId = running?.held.vaultId;
    if (vaultId === undefined) return;
    const lockedAtMs = clock.now();
    await records.update(vaultId, (record) => ({ ...record, lockedAtMs }));
    tabs.lock(vaultId);
    await lockHere();
  };
  const needOpen = (): Running => {
    if (running) return running;
    throw Object.assign(new Error("no vault is open"), { code: "locked" });
  };

  const forward = (names: readonly string[], backend: () => Promise<BackendMethods> | BackendMethods) =>
    Object.fromEntries(
      names.map((name) => [
        name,
        async (argument: unknown) =>
          ((await backend()) as unknown as Record<string, (argument: unknown) => Promise<unknown>>)[name]?.(
            argument,
          ),
      ]),
    );

  return {
    ...(forward(WAITING, async () => (await whenOpen).backend) as Pick<
      BackendMethods,
      (typeof WAITING)[number]
    >),
    ...(forward(AT_ONCE, () => needOpen().backend) as Pick<BackendMethods, (typeof AT_ONCE)[number]>),

    async start({ marker, appVersion: version }) {
      appVersion = version;
      try {
        const left = await deps.departureNote();
        if (left) notify({ type: "departure", state: departureState(left), isOurs: true });
        if (left?.isEmptying) return null;
        const device = await records.device();
        if (device.isNew && marker && !left)
          notify({
            type: "problems",
            value: [{ code: "records-missing", params: { documents: marker.documents } }],
          });
        const key = await tabs.ask();
        if (key && (await isGood(key))) await open(key);
        else await showPeople();
      } catch (error) {
        failed("storage-failed")(error);
        notify({ type: "problems", value: [{ code: "storage-failed", params: { reason: codeOf(error) } }] });
        notify({ type: "session", value: { state: "signed-out" } });
        tell({ state: "closed", people: [] });
      }
      return null;
    },

    async login(input) {
      const sessions = memorySessions(records);
      const result = await (await deps.account(sessions)).login(input);
      if (!result.ok) {
        running?.backend.onRefused(result.error.code, result.error.salvage, input.user);
        return { ok: false, code: result.error.code };
      }
      const session = result.value;
      notify({ type: "problems", value: [] });
      const all = (await records.all()).filter(({ userId }) => userId === session.userId);
      if (running) {
        if (!all.some(({ id }) => id === running?.held.vaultId)) return { ok: false, code: "other-person" };
        await adoptSession(running.sessions, session);
        await running.backend.sessionReplaced();
        return { ok: true };
      }
      fresh = session;
      const known = all.find((record) => !record.isRetired);
      if (known) {
        await keeper.signedIn(known.id);
        const record = await records.get(known.id);
        warmPinKey();
        tell({ state: "enter-pin", person: keeper.personOf(record ?? known) });
      } else {
        tell({ state: "choose-pin", userName: session.userName });
      }
      return { ok: true };
    },
    async signOut() {
      await needOpen().backend.signOut(null);
      await lock();
      return null;
    },

    async unlock({ vaultId, pin }) {
      const opening = await keeper.open(vaultId, pin);
      if (!opening.ok) {
        if (state.state === "closed") tell({ ...state, people: await keeper.people() });
        return opening;
      }
      const { record, key } = opening.vault;
      await openAndOffer(key, vaultId, fresh?.userId === record.userId ? fresh : undefined);
      return { ok: true };
    },
    async forgotPin() {
      if (state.state !== "enter-pin" || !fresh) return null;
      givenUp = state.person.vaultId;
      tell({ state: "choose-pin", userName: fresh.userName });
      return null;
    },
    async choosePin(pin) {
      if (!fresh) return { ok: false, code: "no-vault" };
      const session = fresh;
      const made = await keeper.create({ userId: session.userId, userName: session.userName, pin });
      if (!made.ok) return made;
      await openAndOffer(made.vault.key, made.vault.record.id, session);
      // Only now: whoever changes his mind before the new vault stands keeps the old one as it was.
      if (givenUp !== undefined) await keeper.giveUp(givenUp);
      givenUp = undefined;
      return { ok: true };
    },
    async cancelPin() {
      if (!running) await showPeople();
      return null;
    },
    changePin: ({ pin, newPin }) => keeper.changePin(needOpen().held.vaultId, pin, newPin),
    async lock() {
      await lock();
      return null;
    },
    async keepDraft(change) {
      await needOpen().keepDraft(change);
      return null;
    },
  };
};

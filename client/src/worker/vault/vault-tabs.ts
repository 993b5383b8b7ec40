import type { Clock } from "@arogyasync/shared/ports";
import type { TabBus } from "../../platform/tab-bus.ts";

/** What tabs of any person tell each other about vaults. Keys are not extractable, also on their way. */
export type VaultMessage =
  | { readonly type: "key?"; readonly from: string }
  /** `to` absent: whoever still stands before the lock. */
  | {
      readonly type: "key";
      readonly to?: string;
      readonly vaultId: string;
      readonly openedAtMs: number;
      readonly key: CryptoKey;
    }
  | { readonly type: "lock"; readonly vaultId: string };

export interface HandedKey {
  readonly vaultId: string;
  readonly openedAtMs: number;
  readonly key: CryptoKey;
}

/** How long a tab waits for the key of another that has the vault open: a hidden one may be slow to answer. */
const HAND_OVER_MS = 2000;

/** Keys handed from tab to tab of this browser, and the lock that takes them back from all. [VA9] */
export const createVaultTabs = (deps: {
  readonly bus: TabBus<VaultMessage>;
  readonly clock: Clock;
  readonly tab: string;
  /** Whether any tab of this browser has a vault open now. */
  isAnyOpen(): Promise<boolean>;
  /** The vault of this tab, if it is open. */
  held(): HandedKey | undefined;
  onKey(key: HandedKey): void;
  onLock(vaultId: string): void;
}) => {
  const { bus } = deps;
  let waiting: ((key: HandedKey) => void) | undefined;
  bus.onMessage((message) => {
    if (message.type === "lock") return deps.onLock(message.vaultId);
    if (message.type === "key?") {
      const held = deps.held();
      if (held) bus.send({ type: "key", to: message.from, ...held });
      return;
    }
    const { to, type: _type, ...key } = message;
    if (to !== undefined && to !== deps.tab) return;
    if (waiting) waiting(key);
    else deps.onKey(key);
  });
  return {
    /** The key of a vault that another tab has open, or undefined. */
    async ask(): Promise<HandedKey | undefined> {
      if (!(await deps.isAnyOpen())) return undefined;
      return new Promise((resolve) => {
        const done = (key: HandedKey | undefined) => {
          waiting = undefined;
          cancel();
          resolve(key);
        };
        const cancel = deps.clock.after(HAND_OVER_MS, () => done(undefined));
        waiting = done;
        bus.send({ type: "key?", from: deps.tab });
      });
    },
    offer: (key: HandedKey) => bus.send({ type: "key", ...key }),
    lock: (vaultId: string) => bus.send({ type: "lock", vaultId }),
  };
};
export type VaultTabs = ReturnType<typeof createVaultTabs>;

import { initializeWasm } from "@automerge/automerge/slim";
import wasmUrl from "@automerge/automerge/automerge.wasm?url";

let ready: Promise<void> | undefined;

/**
 * Automerge's wasm, compiled once per tab and only when something needs a document: lists and search do not. A failed
 * load (a cut-off first visit) is tried again at the next call.
 */
export const automergeReady = (): Promise<void> => {
  ready ??= initializeWasm(wasmUrl).catch((error: unknown) => {
    ready = undefined;
    throw error;
  });
  return ready;
};

import type { RelayApi } from "./relay-api.ts";

/** The relay's API, loaded at the first question; forgotten with the person whose token it holds. */
export const createHeldApi = (
  load: () => Promise<RelayApi>,
): { readonly ask: RelayApi["ask"]; forget(): void } => {
  let held: Promise<RelayApi> | undefined;
  return {
    async ask(path, body) {
      held ??= load();
      return (await held).ask(path, body);
    },
    forget() {
      held = undefined;
    },
  };
};

import type { Endpoint } from "@arogyasync/shared/api";
import { useCallback, useEffect, useState } from "react";
import type { RelayAnswer } from "../data/app-data.ts";
import { useAppData } from "./use-live.ts";
import { useCodeText } from "./use-text.ts";

export type Answer<A> =
  | { readonly state: "loading" }
  | { readonly state: "ok"; readonly value: A }
  | { readonly state: "failed"; readonly code: string };

/**
 * What an endpoint of the relay answers to this request, asked when the screen opens and again by `again`. The last
 * answer stays on screen while it is asked anew.
 */
export const useAnswer = <Q, A>(
  endpoint: Endpoint<Q, A>,
  request: Q,
): { readonly answer: Answer<A>; readonly again: () => Promise<void> } => {
  const data = useAppData();
  const [answer, setAnswer] = useState<Answer<A>>({ state: "loading" });
  const key = JSON.stringify(request);
  const again = useCallback(async () => {
    const result = await data.ask(endpoint, JSON.parse(key) as Q);
    setAnswer(result.ok ? { state: "ok", value: result.value } : { state: "failed", code: result.code });
  }, [data, endpoint, key]);
  useEffect(() => {
    let isCurrent = true;
    void data.ask(endpoint, JSON.parse(key) as Q).then((result) => {
      if (!isCurrent) return;
      setAnswer(result.ok ? { state: "ok", value: result.value } : { state: "failed", code: result.code });
    });
    return () => {
      isCurrent = false;
    };
  }, [data, endpoint, key]);
  return { answer, again };
};

/** Asks once, when a person presses something: whether it runs, the sentence when it failed, and the way to ask. */
export const useAsk = <Q, A>(
  endpoint: Endpoint<Q, A>,
): {
  readonly isBusy: boolean;
  /** In the person's language; undefined when the last attempt went well. */
  readonly failure: string | undefined;
  readonly ask: (request: Q) => Promise<RelayAnswer<A>>;
} => {
  const data = useAppData();
  const codeText = useCodeText();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const ask = useCallback(
    async (request: Q) => {
      setBusy(true);
      const result = await data.ask(endpoint, request);
      setBusy(false);
      setFailure(result.ok ? undefined : codeText("code", result.code));
      return result;
    },
    [data, endpoint, codeText],
  );
  return { isBusy, failure, ask };
};

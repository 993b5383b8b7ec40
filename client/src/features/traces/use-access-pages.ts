import type { AccessEntry } from "@arogyasync/shared/access";
import { type AccessReview, listAccess, MAX_ENTRIES_PER_PAGE } from "@arogyasync/shared/api";
import { useCallback, useEffect, useState } from "react";
import { useAppData } from "../../app/use-live.ts";

export interface AccessFilter {
  readonly patient?: string;
  readonly person?: string;
  readonly what?: AccessEntry["what"];
}
export interface AccessPages {
  readonly entries: readonly AccessEntry[];
  readonly reviews: readonly AccessReview[];
  readonly people: Readonly<Record<string, string>>;
  /** Ask for more behind this one; undefined at the end. */
  readonly next: number | undefined;
}
const nothing: AccessPages = { entries: [], reviews: [], people: {}, next: undefined };

/** An export holds no more than this; who needs more asks by patient, person or kind. */
const MOST_EXPORTED = 10_000;
const PAGE = 50;

/** Entries of the access log page by page, newest first. */
export const useAccessPages = (filter: AccessFilter) => {
  const data = useAppData();
  const key = JSON.stringify(filter);
  const [pages, setPages] = useState<AccessPages>();
  const [failure, setFailure] = useState<string>();

  const ask = useCallback(
    async (before: AccessPages, limit: number): Promise<AccessPages | { readonly code: string }> => {
      const at = before.next === undefined ? {} : { before: before.next };
      const result = await data.ask(listAccess, { ...(JSON.parse(key) as AccessFilter), ...at, limit });
      if (!result.ok) return { code: result.code };
      const { entries, reviews, people, next } = result.value;
      return {
        entries: [...before.entries, ...entries],
        reviews: [...before.reviews, ...reviews],
        people: { ...before.people, ...people },
        next,
      };
    },
    [data, key],
  );
  const show = useCallback((found: AccessPages | { readonly code: string }): void => {
    if ("code" in found) setFailure(found.code);
    else {
      setFailure(undefined);
      setPages(found);
    }
  }, []);
  useEffect(() => {
    let isCurrent = true;
    void ask(nothing, PAGE).then((found) => isCurrent && show(found));
    return () => {
      isCurrent = false;
    };
  }, [ask, show]);

  return {
    pages,
    failure,
    again: async () => show(await ask(nothing, PAGE)),
    more: async () => pages && show(await ask(pages, PAGE)),
    /** Every entry of the filter, up to a bound. */
    all: async (): Promise<AccessPages | undefined> => {
      let found: AccessPages | { readonly code: string } = nothing;
      do {
        found = await ask(found, MAX_ENTRIES_PER_PAGE);
        if ("code" in found) {
          setFailure(found.code);
          return undefined;
        }
      } while (found.next !== undefined && found.entries.length < MOST_EXPORTED);
      return found;
    },
  };
};

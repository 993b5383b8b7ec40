import { useCallback, useEffect, useState } from "react";
import { browserClock } from "../../app/platform/clock.ts";
import { useAppData } from "../../app/use-live.ts";
import type { DuplicateHit, PatientInput } from "../../data/app-data.ts";
import { type IdentityForm, inputOf } from "./identity-form.ts";

const PAUSE_MS = 300;

/** Who this may already be: looked up when typing pauses, and once more on demand. */
export const useDuplicates = (form: IdentityForm) => {
  const data = useAppData();
  const [found, setFound] = useState<readonly DuplicateHit[]>([]);
  const check = useCallback(
    async (input: PatientInput) => {
      const hits = await data.duplicates(input);
      setFound(hits);
      return hits;
    },
    [data],
  );
  const text = JSON.stringify(form);
  useEffect(() => {
    const { name, nameLocal, phone, card, abha } = JSON.parse(text) as IdentityForm;
    if (name.length < 3 && nameLocal.length < 2 && phone.length < 10 && card === "" && abha === "") {
      setFound([]);
      return undefined;
    }
    let stale = false;
    const cancel = browserClock.after(PAUSE_MS, () => {
      void data.duplicates(inputOf(JSON.parse(text) as IdentityForm, browserClock.now())).then((hits) => {
        if (!stale) setFound(hits);
      });
    });
    return () => {
      stale = true;
      cancel();
    };
  }, [data, text]);
  return { found, check };
};

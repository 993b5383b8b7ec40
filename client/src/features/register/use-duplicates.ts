import { useCallback, useEffect, useState } from "react";
import { browserClock } from "../../app/platform/clock.ts";
import { useAppData } from "../../app/use-live.ts";
import type { DuplicateHit, PatientInput } from "../../data/app-data.ts";
import { type IdentityForm, inputOf } from "../../widgets/identity-form.ts";

const PAUSE_MS = 300;
const none: readonly DuplicateHit[] = [];

/** Too little typed matches half the village. */
const isEnough = ({ name, nameLocal, phone, card, abha }: IdentityForm): boolean =>
  name.length >= 3 || nameLocal.length >= 2 || phone.length >= 10 || card !== "" || abha !== "";

/** Who this may already be: looked up when typing pauses, and once more on demand. */
export const useDuplicates = (form: IdentityForm) => {
  const data = useAppData();
  const [hits, setHits] = useState(none);
  const check = useCallback(
    async (input: PatientInput) => {
      const found = await data.duplicates(input);
      setHits(found);
      return found;
    },
    [data],
  );
  const enough = isEnough(form);
  useEffect(() => {
    if (!enough) return undefined;
    let stale = false;
    const cancel = browserClock.after(PAUSE_MS, () => {
      void data.duplicates(inputOf(form, browserClock.now())).then((found) => {
        if (!stale) setHits(found);
      });
    });
    return () => {
      stale = true;
      cancel();
    };
  }, [data, form, enough]);
  return { found: enough ? hits : none, check };
};

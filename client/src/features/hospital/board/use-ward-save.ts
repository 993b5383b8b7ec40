import { useState } from "react";
import { useAppData } from "../../../app/use-live.ts";
import type { WardCommand } from "../../../data/ward.ts";

/** Saves one command at a time; `failed` is the code of the last one that was not saved. */
export const useWardSave = (onSaved?: () => void) => {
  const data = useAppData();
  const [isSaving, setSaving] = useState(false);
  const [failed, setFailed] = useState<string>();
  const save = async (command: WardCommand): Promise<void> => {
    setSaving(true);
    const result = await data.saveWard(command);
    setSaving(false);
    setFailed(result.ok ? undefined : result.code);
    if (result.ok) onSaved?.();
  };
  return { save: (command: WardCommand) => void save(command), isSaving, failed };
};

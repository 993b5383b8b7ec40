import { useState } from "react";
import { useSession } from "../../../app/use-live.ts";
import { useCodeText, useText } from "../../../app/use-text.ts";
import { Button } from "../../../ui/button.tsx";
import { TextField } from "../../../ui/field.tsx";
import stack from "../../../ui/stack.module.css";
import { useWardSave } from "./use-ward-save.ts";

/** A ward of the chosen clinic, with beds numbered from one. */
export const NewWard = ({ onDone }: { readonly onDone?: () => void }) => {
  const t = useText();
  const codeText = useCodeText();
  const clinicId = useSession()?.clinicId ?? "";
  const [name, setName] = useState("");
  const [beds, setBeds] = useState("24");
  const { save, isSaving, failed } = useWardSave(onDone);
  return (
    <form
      className={stack.card}
      onSubmit={(event) => {
        event.preventDefault();
        save({ type: "create-ward", clinicId, name, bedCount: Number(beds) || 1 });
      }}
    >
      <h2>{t("board.newWard")}</h2>
      <TextField
        label={t("board.wardName")}
        value={name}
        maxLength={40}
        error={failed === undefined ? undefined : codeText("code", failed)}
        onChange={(event) => setName(event.target.value)}
        data-testid="ward-name"
      />
      <TextField
        label={t("board.bedCount")}
        value={beds}
        inputMode="numeric"
        maxLength={2}
        onChange={(event) => setBeds(event.target.value)}
        data-testid="ward-beds"
      />
      <Button type="submit" kind="primary" disabled={isSaving} data-testid="ward-create">
        {t("board.newWard.make")}
      </Button>
    </form>
  );
};

import { groupedCode, readEnrolmentCode } from "@arogyasync/shared/enrolment";
import { useState } from "react";
import { useCodeText, useText } from "../../app/use-text.ts";
import { TextField } from "../../ui/field.tsx";
import styles from "./code-field.module.css";

interface Props {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What is wrong with it: the relay's word, or that it was sent too early. */
  readonly fault: string | undefined;
}

/** The enrolment code, as typed, pasted or scanned. A typing error is named before anything is sent. [ID30] */
export const CodeField = ({ value, onChange, fault }: Props) => {
  const t = useText();
  const codeText = useCodeText();
  const [isLeft, setLeft] = useState(false);
  const read = readEnrolmentCode(value);
  const slip = isLeft && value !== "" && !read.ok ? read.error : undefined;
  const shown = slip ?? fault;
  return (
    <TextField
      label={t("login.code")}
      hint={t("login.codeHint")}
      value={value}
      onChange={(event) => {
        setLeft(false);
        onChange(event.target.value);
      }}
      onBlur={() => {
        setLeft(true);
        if (read.ok) onChange(groupedCode(read.value));
      }}
      error={shown === undefined ? undefined : codeText("code", shown)}
      autoComplete="off"
      autoCapitalize="characters"
      autoCorrect="off"
      spellCheck={false}
      className={styles.code}
      placeholder="····-····-····"
      required
      data-testid="login-code"
    />
  );
};

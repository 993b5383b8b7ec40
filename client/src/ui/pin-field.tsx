import type { ReactNode } from "react";
import { TextField } from "./field.tsx";

interface Props {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly value: string;
  readonly onChange: (pin: string) => void;
  readonly isNew?: boolean;
  readonly autoFocus?: boolean;
  readonly disabled?: boolean;
  readonly "data-testid": string;
}

/** A PIN: the phone's number pad, dots for digits, and no other character gets in. */
export const PinField = ({ onChange, isNew = false, ...rest }: Props) => (
  <TextField
    type="password"
    inputMode="numeric"
    pattern="[0-9]*"
    autoComplete={isNew ? "new-password" : "current-password"}
    maxLength={12}
    onChange={(event) => onChange(event.target.value.replace(/\D/g, ""))}
    {...rest}
  />
);

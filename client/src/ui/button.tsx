import type { ButtonHTMLAttributes } from "react";
import styles from "./button.module.css";

export type ButtonKind = "primary" | "plain" | "quiet" | "danger";

/** The class of a button, for links that look like one. */
export const buttonClass = (kind: ButtonKind = "plain", wide = false): string =>
  [styles.button, kind === "plain" ? "" : styles[kind], wide ? styles.wide : ""].filter(Boolean).join(" ");

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly kind?: ButtonKind;
  readonly wide?: boolean;
}

/** 48 px high, 56 px when primary: big enough for a thumb. */
export const Button = ({ kind = "plain", wide = false, type = "button", className, ...rest }: Props) => (
  <button type={type} className={`${buttonClass(kind, wide)} ${className ?? ""}`} {...rest} />
);

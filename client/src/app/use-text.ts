import { useCallback } from "react";
import { type IntlShape, useIntl } from "react-intl";
import type { MessageId } from "../locales/index.ts";

export type TextValues = Readonly<Record<string, string | number>>;
export type Translate = (id: MessageId, values?: TextValues) => string;

/** `t("key", values)`: the message in the chosen language. */
export const useText = (): Translate => {
  const intl = useIntl();
  return useCallback((id, values) => intl.formatMessage({ id }, values), [intl]);
};

const has = (intl: IntlShape, id: string): id is MessageId => Object.hasOwn(intl.messages, id);

/** Whether there is a message under a name that was put together. */
export const useHasText = (): ((id: string) => id is MessageId) => {
  const intl = useIntl();
  return useCallback((id): id is MessageId => has(intl, id), [intl]);
};

/**
 * The sentence of a code that came from elsewhere (the relay, storage, a newer version): an unknown one gets a
 * sentence that names the code, so that it can be read to a supervisor.
 */
export const useCodeText = (): ((
  prefix: "code" | "dup" | "reason",
  code: string,
  values?: TextValues,
) => string) => {
  const intl = useIntl();
  return useCallback(
    (prefix, code, values) => {
      const id = `${prefix}.${code}`;
      if (has(intl, id)) return intl.formatMessage({ id }, values);
      return prefix === "reason" ? code : intl.formatMessage({ id: `${prefix}.unknown` }, { code });
    },
    [intl],
  );
};

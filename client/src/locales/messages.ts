import type { en } from "./en/index.ts";

/** English is the reference: a key that is not there is a type error where it is used. */
export type MessageId = keyof typeof en;
export type Messages = Readonly<Record<MessageId, string>>;

import type { Watcher } from "./watcher.ts";

/** One sensor of one clinic: its newest value, who speaks for it, who watches it. */
export interface Topic {
  readonly key: string;
  readonly clinic: string;
  readonly sensor: string;
  /** Number of the newest value; 0 before the first. */
  n: number;
  /** The newest value with its number, as it stands in frames: encoded once for all. */
  item: string;
  /** Relay time of the newest value, epoch ms; undefined before the first. */
  heardAt: number | undefined;
  isStale: boolean;
  /** The connection that speaks for it. */
  publisher: object | undefined;
  readonly watches: Set<Watch>;
}

/** One watcher's interest in one sensor. */
export interface Watch {
  readonly topic: Topic;
  readonly watcher: Watcher;
  /** Number of the value sent last; 0 when none was. */
  sentN: number;
  isValueDue: boolean;
  isStaleDue: boolean;
  /** It stands in its watcher's list of what is due: once, however many values have come. */
  isListed: boolean;
  isOver: boolean;
}

/** A clinic's id has no space, so two clinics' sensors of one name are two. */
export const topicKey = (clinic: string, sensor: string): string => `${clinic} ${sensor}`;

export const newTopic = (clinic: string, sensor: string): Topic => ({
  key: topicKey(clinic, sensor),
  clinic,
  sensor,
  n: 0,
  item: "",
  heardAt: undefined,
  isStale: false,
  publisher: undefined,
  watches: new Set(),
});

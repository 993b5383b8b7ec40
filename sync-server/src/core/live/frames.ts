import { encodeLiveDown } from "@arogyasync/shared/live";
import { textFrame } from "./text-frame.ts";
import type { Topic } from "./topic.ts";

/** Different sets of sensors whose frame is kept during one flush: a ward's boards mostly have the same. */
const MAX_KEPT = 32;

/** The frames of one flush, during which no value changes: whoever watches the same sensors gets the same bytes. */
export class FrameCache {
  readonly #kept: { readonly topics: readonly Topic[]; readonly frame: Uint8Array }[] = [];

  valuesOf(topics: readonly Topic[]): Uint8Array {
    for (const { topics: others, frame } of this.#kept) if (isSame(topics, others)) return frame;
    const frame = textFrame(`{"t":"value","items":[${topics.map((topic) => topic.item).join(",")}]}`);
    if (this.#kept.length < MAX_KEPT) this.#kept.push({ topics, frame });
    return frame;
  }
}

const isSame = (a: readonly Topic[], b: readonly Topic[]): boolean => {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
};

export const gapFrame = (gaps: readonly { sensor: string; missed: number }[]): Uint8Array =>
  textFrame(encodeLiveDown({ t: "gap", gaps: [...gaps] }));

export const staleFrame = (topics: readonly Topic[]): Uint8Array =>
  textFrame(
    encodeLiveDown({
      t: "stale",
      sensors: topics.map(({ sensor, heardAt }) => ({ sensor, since: heardAt ?? null })),
    }),
  );

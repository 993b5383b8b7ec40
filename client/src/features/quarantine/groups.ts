import type { QuarantineItem } from "@arogyasync/shared/api";

/** What came together from one device and author: decided about together, or one by one. */
export interface QuarantineGroup {
  readonly key: string;
  readonly items: readonly QuarantineItem[];
}

/** Neighbours that belong together, in the order in which they came. An item without a batch stands alone. */
export const groupsOf = (items: readonly QuarantineItem[]): readonly QuarantineGroup[] => {
  const groups: { key: string; items: QuarantineItem[] }[] = [];
  for (const item of items) {
    const key =
      item.batch === undefined ? `no/${item.no}` : `${item.batch}/${item.device.id}/${item.author?.id ?? ""}`;
    const known = groups.find((group) => group.key === key);
    if (known) known.items.push(item);
    else groups.push({ key, items: [item] });
  }
  return groups;
};

/** Those of a group that may still be accepted at once: open, with an author whose signature holds. */
export const acceptable = ({ items }: QuarantineGroup): readonly QuarantineItem[] =>
  items.filter((item) => item.state === "open" && item.author !== undefined);

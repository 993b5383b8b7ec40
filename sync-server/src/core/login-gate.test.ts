import { expect, it } from "vitest";
import { createLoginGate, type Leave } from "./login-gate.ts";

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

/** Enters and remembers who is in; gives what lets the longest-standing one go. */
const scene = (limits: Parameters<typeof createLoginGate>[0]) => {
  const gate = createLoginGate(limits);
  const inside: { address: string; leave: Leave }[] = [];
  const order: string[] = [];
  return {
    inside,
    order,
    enter: (address: string): boolean => {
      const place = gate.enter(address);
      void place?.then((leave) => {
        inside.push({ address, leave });
        order.push(address);
      });
      return place !== undefined;
    },
    go: async (): Promise<void> => {
      inside.shift()?.leave();
      await settle();
    },
  };
};

it("[HD3] so many passwords are checked at once, the rest waits, and a place is taken once", async () => {
  const { enter, inside, go } = scene({ atOnce: 2, waiting: 10, waitingPerAddress: 10 });
  for (const address of ["a", "b", "c", "d"]) expect(enter(address)).toBe(true);
  await settle();
  expect(inside.map((i) => i.address)).toEqual(["a", "b"]);
  const [first] = inside;
  await go();
  first?.leave(); // a second time: no further place
  await settle();
  expect(inside.map((i) => i.address)).toEqual(["b", "c"]);
  await go();
  await go();
  await go();
  expect(inside).toEqual([]);
  expect(enter("e")).toBe(true);
});

it("[HD3] an address that floods is sent away and waits behind itself; others take turns with it", async () => {
  const { enter, order, go } = scene({ atOnce: 1, waiting: 10, waitingPerAddress: 4 });
  expect(Array.from({ length: 7 }, () => enter("flood"))).toEqual([
    true,
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
  expect([enter("honest"), enter("other")]).toEqual([true, true]);
  for (let i = 0; i < 8; i++) await go();
  expect(order).toEqual(["flood", "flood", "honest", "other", "flood", "flood", "flood"]);
});

it("[HD3] the queue of all together has an end", async () => {
  const { enter } = scene({ atOnce: 1, waiting: 3, waitingPerAddress: 4 });
  expect(["a", "b", "c", "d", "e"].map(enter)).toEqual([true, true, true, true, false]);
});

import { cpus } from "node:os";

const now = (): { readonly idle: number; readonly all: number } => {
  const times = cpus().map((cpu) => cpu.times);
  const sum = (of: (t: (typeof times)[number]) => number): number => times.reduce((n, t) => n + of(t), 0);
  return { idle: sum((t) => t.idle), all: sum((t) => t.idle + t.user + t.sys + t.nice + t.irq) };
};

/** Gives the share of all processors' time that nobody used since: with little of it left, times are too high. */
export const startIdleWatch = (): (() => number) => {
  const before = now();
  return () => {
    const after = now();
    return (after.idle - before.idle) / Math.max(1, after.all - before.all);
  };
};

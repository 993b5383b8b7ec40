/** A place at the password check; to be given back, whatever comes of it. */
export type Leave = () => void;

export interface LoginGate {
  /** Waits for a place; undefined at once when this address, or everybody together, has too many waiting. */
  enter(address: string): Promise<Leave> | undefined;
}

interface Waiting {
  readonly address: string;
  readonly admit: (leave: Leave) => void;
}

/**
 * Checking a password costs a tenth of a second of a processor and 19 MB on purpose. So only so many are checked at
 * once, and the queue is short and fair: addresses take turns, and one that floods waits behind its own attempts only.
 */
export const createLoginGate = (limits: {
  readonly atOnce: number;
  readonly waiting: number;
  readonly waitingPerAddress: number;
}): LoginGate => {
  /** By address, in the order in which the addresses get their next turn. */
  const queues = new Map<string, Waiting[]>();
  let running = 0;
  let waiting = 0;

  const leaveOnce = (): Leave => {
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      running--;
      next();
    };
  };
  const next = (): void => {
    const [turn] = queues;
    if (!turn || running >= limits.atOnce) return;
    const [address, queue] = turn;
    const first = queue.shift();
    queues.delete(address);
    if (queue.length > 0) queues.set(address, queue);
    if (!first) return;
    waiting--;
    running++;
    first.admit(leaveOnce());
  };

  return {
    enter(address) {
      if (running < limits.atOnce) {
        running++;
        return Promise.resolve(leaveOnce());
      }
      const queue = queues.get(address) ?? [];
      if (queue.length >= limits.waitingPerAddress || waiting >= limits.waiting) return undefined;
      waiting++;
      return new Promise((admit) => {
        queue.push({ address, admit });
        queues.set(address, queue);
      });
    },
  };
};

/** Runs pieces of work one after another, in the order asked for. A piece that fails does not stop the next. */
export type Exclusive = <T>(work: () => Promise<T>) => Promise<T>;

export const createTurns = (): Exclusive => {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
};

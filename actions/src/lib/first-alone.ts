import pLimit from 'p-limit';

export type FirstAlone = (work: () => Promise<void>) => Promise<void>;

/** Runs pieces of work one at a time until one has succeeded, and the rest at once. */
export function firstAlone(): FirstAlone {
  const turn = pLimit(1);
  let isDone = false;
  const asFirst = (work: () => Promise<void>): Promise<boolean> =>
    turn(async () => {
      if (isDone) return false;
      await work();
      isDone = true;
      return true;
    });
  return async (work) => {
    if (!(await asFirst(work))) await work();
  };
}

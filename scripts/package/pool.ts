import { availableParallelism } from 'node:os';

/** Runs tasks, no more at once than there are processors; gives their results in order. */
export async function runAll<T>(tasks: readonly (() => Promise<T>)[]): Promise<T[]> {
  const results: T[] = [];
  const waiting = tasks.entries();
  const worker = async (): Promise<void> => {
    for (const [index, task] of waiting) results[index] = await task();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return results;
}

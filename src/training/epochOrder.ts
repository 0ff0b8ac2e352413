import type { Generator } from "../tensor/generator";

/**
 * The mini-batches of one epoch, as positions in the data.
 *
 * @param count number of examples
 * @param batchSize examples per batch; the last one holds what is left
 * @param shuffle draws a new order; without it the order is 0, 1, 2, …
 */
export function epochOrder(count: number, batchSize: number, shuffle?: Generator): number[][] {
  const order = shuffle === undefined ? undefined : shuffle.randperm(count);
  const batches: number[][] = [];
  for (let start = 0; start < count; start += batchSize) {
    const batch: number[] = [];
    for (let i = start; i < Math.min(start + batchSize, count); i++)
      batch.push(order === undefined ? i : order[i]!);
    batches.push(batch);
  }
  return batches;
}

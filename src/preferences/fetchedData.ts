import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

/** The subsets of Anthropic's HH-RLHF (Bai et al. 2022, arXiv 2204.05862) that the course uses. */
export type HhRlhfSubset = "harmless-base" | "helpful-base";

/** Where `npm run data -- hh-rlhf` puts its files; git ignores it. */
export const hhRlhfFolder: string = resolve(__dirname, "..", "..", "..", ".cache", "data", "hh-rlhf");

/**
 * The path of a fetched file of HH-RLHF, for `readComparisons`, or undefined if it has not been fetched.
 *
 * @example
 * const path = findHhRlhf("harmless-base", "test");
 * const { comparisons } = path ? await readComparisons(path) : loadSupport();
 */
export function findHhRlhf(
  subset: HhRlhfSubset,
  split: "train" | "test",
  folder: string = hhRlhfFolder,
): string | undefined {
  const path = join(folder, subset, `${split}.jsonl.gz`);
  return existsSync(path) ? path : undefined;
}

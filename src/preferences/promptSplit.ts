import type { Generator } from "../tensor/generator";
import type { Comparison } from "./comparison";

/** One of k rounds of cross-validation. */
export interface Fold {
  training: Comparison[];
  validation: Comparison[];
}

export interface PromptSplitOptions<Fractions> {
  /** The share of the comparisons that each part should get: numbers above 0 that sum to 1. */
  fractions: Fractions;
  generator: Generator;
}

/**
 * Splits comparisons at random into parts, keeping all comparisons of one prompt in one part – otherwise a model would be tested
 * on prompts that it was trained on.
 *
 * Prompts are shuffled and dealt out, those with most comparisons first, each to the part that lacks the largest share of its size and
 * has room, so that sizes come near the request although prompts differ; every part gets at least one prompt. Inside a part
 * comparisons keep their order. The same generator state gives the same split.
 *
 * @example
 * const { train, test } = splitByPrompt(comparisons, { fractions: { train: 0.8, test: 0.2 }, generator });
 * const [train, test] = splitByPrompt(comparisons, { fractions: [0.8, 0.2], generator });
 * @throws Error if the fractions are not above 0 or do not sum to 1, or if there are fewer prompts than parts.
 */
export function splitByPrompt<Name extends string>(
  comparisons: readonly Comparison[],
  options: PromptSplitOptions<Record<Name, number>>,
): Record<Name, Comparison[]>;
export function splitByPrompt(
  comparisons: readonly Comparison[],
  options: PromptSplitOptions<readonly number[]>,
): Comparison[][];
export function splitByPrompt(
  comparisons: readonly Comparison[],
  { fractions, generator }: PromptSplitOptions<Record<string, number> | readonly number[]>,
): Record<string, Comparison[]> | Comparison[][] {
  const names = Object.keys(fractions);
  const shares = Object.values(fractions);
  const total = shares.reduce((sum, share) => sum + share, 0);
  if (shares.length === 0 || shares.some((share) => !(share > 0)) || Math.abs(total - 1) > 1e-6)
    throw new Error(
      `fractions: expected numbers above 0 that sum to 1, found ${JSON.stringify(fractions)} (sum ${total}).`,
    );
  const groups = shuffledPrompts(comparisons, generator);
  requirePrompts(groups.length, shares.length, "parts");
  const parts = deal(
    comparisons,
    groups,
    shares.map((share) => share * comparisons.length),
  );
  if (Array.isArray(fractions)) return parts;
  return Object.fromEntries(names.map((name, i) => [name, parts[i]!]));
}

/**
 * The k rounds of a cross-validation: every comparison is in the validation set of exactly one fold, together with all others of its
 * prompt. Folds come as near to equal sizes as dealing out whole prompts, largest first, allows.
 *
 * @throws Error if k is not a whole number of 2 or more, or if there are fewer prompts than folds.
 */
export function foldsByPrompt(comparisons: readonly Comparison[], k: number, generator: Generator): Fold[] {
  if (!Number.isInteger(k) || k < 2) throw new Error(`k: expected a whole number of 2 or more, found ${k}.`);
  const groups = shuffledPrompts(comparisons, generator);
  requirePrompts(groups.length, k, "folds");
  const parts = deal(comparisons, groups, new Array<number>(k).fill(comparisons.length / k));
  return parts.map((validation) => {
    const held = new Set(validation);
    return { training: comparisons.filter((comparison) => !held.has(comparison)), validation };
  });
}

/** The prompts, each as the places of its comparisons: shuffled, then ordered from many comparisons to few. */
function shuffledPrompts(comparisons: readonly Comparison[], generator: Generator): number[][] {
  const byPrompt = new Map<string, number[]>();
  comparisons.forEach(({ prompt }, i) => {
    const places = byPrompt.get(prompt);
    if (places === undefined) byPrompt.set(prompt, [i]);
    else places.push(i);
  });
  const groups = [...byPrompt.values()];
  const shuffled = [...generator.randperm(groups.length)].map((i) => groups[i]!);
  // Array.prototype.sort is stable: among prompts with equally many comparisons the shuffled order stays.
  return shuffled.sort((a, b) => b.length - a.length);
}

function requirePrompts(prompts: number, wanted: number, what: string): void {
  if (prompts < wanted)
    throw new Error(
      `${prompts} prompts cannot make ${wanted} ${what}: all comparisons of a prompt stay together; ask for fewer ${what}.`,
    );
}

function deal(comparisons: readonly Comparison[], groups: number[][], targets: number[]): Comparison[][] {
  const partOf = new Int32Array(comparisons.length);
  const lacking = [...targets];
  const isEmpty = targets.map(() => true);
  let emptyParts = targets.length;
  groups.forEach((group, dealt) => {
    const mustFillEmpty = groups.length - dealt <= emptyParts;
    const candidates = targets.map((_, part) => part).filter((part) => !mustFillEmpty || isEmpty[part]);
    const withRoom = candidates.filter((part) => lacking[part]! >= group.length - 1e-9);
    const part =
      withRoom.length > 0
        ? largest(withRoom, (p) => [lacking[p]! / targets[p]!, targets[p]!])
        : largest(candidates, (p) => [lacking[p]!, targets[p]!]);
    lacking[part]! -= group.length;
    if (isEmpty[part]) emptyParts--;
    isEmpty[part] = false;
    for (const place of group) partOf[place] = part;
  });
  const parts = targets.map((): Comparison[] => []);
  comparisons.forEach((comparison, i) => {
    parts[partOf[i]!]!.push(comparison);
  });
  return parts;
}

/** The part with the largest key; of equal first keys, the second decides, then the order. */
function largest(parts: number[], keyOf: (part: number) => [number, number]): number {
  return parts.reduce((best, part) => {
    const [a, b] = keyOf(part);
    const [bestA, bestB] = keyOf(best);
    return a > bestA || (a === bestA && b > bestB) ? part : best;
  });
}

import { type Comparison, comparisonProblem } from "./comparison";

/**
 * An order of n answers, best first, with ties.
 *
 * `tiers[0]` holds the indices (0-based) of the best answers, `tiers[1]` those of the next best, and so on; answers of one tier are
 * tied. `steps[i]` ≥ 1 is how much better tier i is than tier i + 1: the number of `>` written between them.
 * Every index 0 … n − 1 occurs exactly once.
 */
export interface Ranking {
  tiers: number[][];
  steps: number[];
}

/** One pair of a ranking, as 0-based indices. */
export interface RankedPair {
  better: number;
  worse: number;
  /** How many `>` stand between the two: 0 for a tie. */
  strength: number;
  /** Both are in one tier; `better` is then merely the one written first. */
  tie: boolean;
}

/** A ranking in text that cannot be read; `position` counts characters from 1. */
export class RankingSyntaxError extends Error {
  override readonly name = "RankingSyntaxError";
  constructor(
    message: string,
    readonly text: string,
    readonly position: number,
  ) {
    super(message);
  }
}

/**
 * Reads the notation `"3 > 1 > 2 = 5 >>> 4"`: answers are numbered from 1 as people write them, `>` means better, more of
 * them (`>>`, `>>>`) much better, `=` equally good. Spaces do not matter.
 *
 * @param items the answers (or how many there are); without it, the largest number in the text is taken as their count.
 * @throws RankingSyntaxError if a number is unknown (0, or more than there are answers), repeated or missing, or if the text is
 *   no such chain; the message names the number and its position in the text.
 */
export function parseRanking(text: string, items?: readonly unknown[] | number): Ranking {
  const fail = (message: string, position: number): never => {
    throw new RankingSyntaxError(`Ranking ${JSON.stringify(text)}: ${message}.`, text, position);
  };
  const count = typeof items === "number" ? items : items?.length;
  const tiers: number[][] = [];
  const steps: number[] = [];
  const seenAt = new Map<number, number>();
  const token = /\s*(?:(\d+)|(>+)|(=)|(\S))/gy;
  let expectsNumber = true;
  let joinsTier = false;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [whole, digits, greater, equal] = match;
    const written = whole.trimStart();
    const position = match.index + whole.length - written.length + 1;
    if (digits !== undefined) {
      if (!expectsNumber) fail(`expected ">" or "=" before ${written} at position ${position}`, position);
      const number = Number(digits);
      if (number < 1 || (count !== undefined && number > count)) {
        const valid = count === undefined ? "numbers start at 1" : `there are answers 1 to ${count}`;
        fail(`there is no answer ${digits} (position ${position}); ${valid}`, position);
      }
      const before = seenAt.get(number);
      if (before !== undefined)
        fail(`answer ${number} is repeated at position ${position} (first at ${before})`, position);
      seenAt.set(number, position);
      if (joinsTier) tiers[tiers.length - 1]!.push(number - 1);
      else tiers.push([number - 1]);
    } else if (greater !== undefined || equal !== undefined) {
      if (expectsNumber)
        fail(`expected the number of an answer at position ${position}, found "${written}"`, position);
      joinsTier = equal !== undefined;
      if (greater !== undefined) steps.push(greater.length);
    } else {
      fail(`"${written}" at position ${position} is none of a number, ">" and "="`, position);
    }
    expectsNumber = digits === undefined;
  }
  const end = text.length + 1;
  if (expectsNumber) fail(`expected the number of an answer at position ${end}, found the end`, end);
  let expectedCount = count ?? 0;
  if (count === undefined)
    for (const number of seenAt.keys()) expectedCount = Math.max(expectedCount, number);
  if (seenAt.size < expectedCount) {
    let missing = 1;
    while (seenAt.has(missing)) missing++;
    const others = expectedCount - seenAt.size - 1;
    fail(
      `answer ${missing}${others > 0 ? ` (and ${others} more)` : ""} of ${expectedCount} is missing; the text ends at position ${end}`,
      end,
    );
  }
  return { tiers, steps };
}

/**
 * Writes a ranking in the notation of {@link parseRanking}, with one space around every sign; `parseRanking(formatRanking(r))`
 * equals `r`, and `formatRanking(parseRanking(t))` equals `t` but for its spaces.
 *
 * @throws Error if the ranking is not valid (see {@link Ranking}).
 */
export function formatRanking(ranking: Ranking): string {
  assertRanking(ranking);
  return ranking.tiers
    .map((tier, i) => {
      const sign = i === 0 ? "" : ` ${">".repeat(ranking.steps[i - 1]!)} `;
      return sign + tier.map((index) => index + 1).join(" = ");
    })
    .join("");
}

/**
 * All n(n−1)/2 pairs of a ranking of n answers, in rank order: the best against the second, the third, …, then the second
 * against the third, and so on. The strength of a pair is the number of `>` between its two answers, so in `"1 > 2 >> 3"` the
 * pair (1, 3) has strength 3; pairs of one tier have strength 0 and `tie: true`.
 *
 * @throws Error if the ranking is not valid (see {@link Ranking}).
 */
export function pairsOf(ranking: Ranking): RankedPair[] {
  assertRanking(ranking);
  const order: { index: number; height: number }[] = [];
  let height = 0;
  ranking.tiers.forEach((tier, i) => {
    if (i > 0) height += ranking.steps[i - 1]!;
    for (const index of tier) order.push({ index, height });
  });
  const pairs: RankedPair[] = [];
  for (let i = 0; i < order.length; i++) {
    const first = order[i]!;
    for (let j = i + 1; j < order.length; j++) {
      const second = order[j]!;
      const strength = second.height - first.height;
      pairs.push({ better: first.index, worse: second.index, strength, tie: strength === 0 });
    }
  }
  return pairs;
}

/**
 * The pairs of a ranking as comparisons of the answers' texts.
 *
 * @param answers the n texts that the ranking's indices point into.
 * @throws Error if the ranking does not rank exactly these answers, or if it prefers a text to an equal one.
 */
export function comparisonsOf(
  ranking: Ranking,
  prompt: string,
  answers: readonly string[],
  { annotator }: { annotator?: string } = {},
): Comparison[] {
  const count = ranking.tiers.reduce((sum, tier) => sum + tier.length, 0);
  if (count !== answers.length)
    throw new Error(
      `The ranking orders ${count} answers, but ${answers.length} were given; pass the list it was made for.`,
    );
  return pairsOf(ranking).map(({ better, worse, strength, tie }) => {
    const comparison: Comparison = { prompt, chosen: answers[better]!, rejected: answers[worse]!, strength };
    if (annotator !== undefined) comparison.annotator = annotator;
    if (tie) comparison.tie = true;
    const wrong = comparisonProblem(comparison);
    if (wrong !== undefined)
      throw new Error(
        `Answers ${better + 1} and ${worse + 1}: field "${wrong.field}": expected ${wrong.expected}, found ${wrong.found}.`,
      );
    return comparison;
  });
}

function assertRanking({ tiers, steps }: Ranking): void {
  const fail = (what: string): never => {
    throw new Error(`Not a ranking: ${what}.`);
  };
  if (tiers.length === 0) fail("it has no tiers");
  if (steps.length !== tiers.length - 1)
    fail(`${tiers.length} tiers need ${tiers.length - 1} steps, found ${steps.length}`);
  for (const step of steps)
    if (!Number.isInteger(step) || step < 1) fail(`a step is an integer of 1 or more, found ${step}`);
  const count = tiers.reduce((sum, tier) => sum + tier.length, 0);
  const seen = new Set<number>();
  for (const tier of tiers) {
    if (tier.length === 0) fail("a tier is empty");
    for (const index of tier) {
      if (!Number.isInteger(index) || index < 0 || index >= count)
        fail(`index ${index} is not one of 0 … ${count - 1}`);
      if (seen.has(index)) fail(`index ${index} is repeated`);
      seen.add(index);
    }
  }
}

import type { Generator } from "../tensor/generator";
import { type Comparison, comparisonProblem } from "./comparison";

/** An answer with what a gold scorer knows about it; both scores lie between 0 and 1. */
export interface ScoredReply {
  reply: string;
  /** 1: right and complete; 0: wrong. */
  correctness: number;
  /** 1: warm; 0.5: neutral; 0: rude. */
  tone: number;
}

/** What a judge values; {@link tasteOf} is the weighted sum. */
export interface Taste {
  correctness: number;
  tone: number;
  /** How much {@link brevityUnitChars} fewer characters are worth. */
  brevity: number;
}

/** A judge made of a taste and a hit rate. */
export interface SimulatedAnnotator {
  id: string;
  /** The probability of choosing the reply that this annotator's own taste prefers, from 0.5 (guessing) to 1. */
  reliability: number;
  taste: Taste;
}

/** The taste that defines the gold order: what is right matters more than how it is said, and length not at all. */
export const goldTaste: Taste = { correctness: 0.6, tone: 0.4, brevity: 0 };
/** The length in characters that one unit of {@link Taste.brevity} refers to. */
export const brevityUnitChars = 200;
/** Two replies whose values differ by less than this are called a tie. */
export const tieBelow = 0.03;
/** From these differences on a judgement has strength 2 and 3. */
export const strengthFrom = [0.2, 0.45] as const;

/** The value of a reply to a taste: `w_c · correctness + w_t · tone − w_b · length / 200`. */
export function tasteOf(taste: Taste, { reply, correctness, tone }: ScoredReply): number {
  return (
    taste.correctness * correctness + taste.tone * tone - (taste.brevity * reply.length) / brevityUnitChars
  );
}

/**
 * One judgement of two replies, as a {@link Comparison} with annotator and strength.
 *
 * With d the difference of the two values to the annotator's taste: |d| < {@link tieBelow} is a tie (strength 0); otherwise the
 * better one is chosen with probability `reliability`, the "one-coin" model of Dawid and Skene (1979). The strength is 1, 2 or 3 by
 * |d|; a slip, made with less conviction, is 1 twice in three times and else 2. Takes two numbers from the generator, whatever happens.
 *
 * @throws RangeError for a reliability outside 0 … 1, or two equal replies.
 */
export function judge(
  annotator: SimulatedAnnotator,
  prompt: string,
  first: ScoredReply,
  second: ScoredReply,
  generator: Generator,
): Comparison {
  const { id, reliability, taste } = annotator;
  if (!(reliability >= 0 && reliability <= 1))
    throw new RangeError(
      `judge: the reliability of annotator ${id} must lie between 0 and 1, got ${reliability}.`,
    );
  const [slipDraw, strengthDraw] = generator.rand(2) as unknown as [number, number];
  const difference = tasteOf(taste, first) - tasteOf(taste, second);
  const size = Math.abs(difference);
  const tie = size < tieBelow;
  const slips = !tie && slipDraw >= reliability;
  const choosesFirst = slips ? difference < 0 : difference >= 0;
  const felt = 1 + strengthFrom.filter((from) => size >= from).length;
  const hesitant = strengthDraw < 2 / 3 ? 1 : 2;
  const comparison: Comparison = {
    prompt,
    chosen: (choosesFirst ? first : second).reply,
    rejected: (choosesFirst ? second : first).reply,
    annotator: id,
    strength: tie ? 0 : slips ? hesitant : felt,
  };
  if (tie) comparison.tie = true;
  const problem = comparisonProblem(comparison);
  if (problem !== undefined)
    throw new RangeError(
      `judge: field "${problem.field}": expected ${problem.expected}, found ${problem.found}.`,
    );
  return comparison;
}

/** The text of an answer together with the prompt that it answers. */
export interface PromptedAnswer {
  prompt: string;
  answer: string;
}

/** Which of two answers people preferred, as an object. */
export type PreferencePair<Item> = ({ chosen: Item; rejected: Item } | { better: Item; worse: Item }) & {
  /** Both are equally good; which of them is called chosen then means nothing. */
  tie?: boolean;
  /** How much better, in whatever scale the data uses; see `RewardTrainerOptions.strengthMargin`. */
  strength?: number;
};

/** A judgement of two texts on a prompt; `Comparison` is one. */
export interface PromptedPair {
  prompt: string;
  chosen: string;
  rejected: string;
  tie?: boolean;
  strength?: number;
}

/**
 * One judgement that a reward model learns from:
 * - a list of answers from best to worst, `[better, worse]` being the usual one;
 * - an object `{ chosen, rejected }` or `{ better, worse }`, with `tie` and `strength` where known;
 * - for models of texts also a `Comparison`, whose prompt goes along with both answers.
 */
export type PreferenceExample<Item> =
  | readonly Item[]
  | PreferencePair<Item>
  | (PromptedAnswer extends Item ? PromptedPair : never);

/** A judgement in the one form that trainers work with. */
export interface RankedItems<Item> {
  /** From best to worst, at least two. */
  items: readonly Item[];
  tie: boolean;
  strength: number;
}

/**
 * Brings a judgement into one form.
 *
 * @param example in any of the forms of {@link PreferenceExample}
 * @param position of the example in its list, for the error message
 * @throws RangeError if it has fewer than two answers, or a strength that is negative or not finite
 * @throws TypeError if it has none of the known forms
 */
export function rankedItems<Item>(example: PreferenceExample<Item>, position: number): RankedItems<Item> {
  if (Array.isArray(example)) {
    if (example.length < 2) {
      throw new RangeError(
        `Example ${position} has ${example.length} answers; expected two or more, best first.`,
      );
    }
    return { items: example as readonly Item[], tie: false, strength: 0 };
  }
  const {
    prompt,
    chosen,
    rejected,
    better,
    worse,
    tie = false,
    strength = 0,
  } = example as Partial<PromptedPair & { better: unknown; worse: unknown }>;
  if (!Number.isFinite(strength) || strength < 0) {
    throw new RangeError(
      `Example ${position}: strength is ${strength}; expected a finite number of 0 or more.`,
    );
  }
  const first: unknown = chosen ?? better;
  const second: unknown = rejected ?? worse;
  if (first === undefined || second === undefined) {
    throw new TypeError(
      `Example ${position} has the fields ${Object.keys(example).join(", ") || "(none)"}; ` +
        "expected [better, worse], { chosen, rejected } or { better, worse }.",
    );
  }
  const item = (answer: unknown) => (typeof prompt === "string" ? { prompt, answer } : answer) as Item;
  return { items: [item(first), item(second)], tie, strength };
}

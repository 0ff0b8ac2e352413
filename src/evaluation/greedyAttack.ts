export interface GreedyAttackOptions {
  /** The words to choose from. */
  vocabulary: readonly string[];
  /** Largest number of words in the text. Default 10. */
  words?: number;
  /** What the text begins with. Default "": nothing. */
  start?: string;
}

export interface GreedyAttack {
  /** The text found; often nonsense. */
  text: string;
  /** Its score. */
  score: number;
  /** The text and its score after each word; the first entry is the start. */
  steps: { text: string; score: number }[];
}

/**
 * Looks for a text that a reward model overrates: appends, again and again, the word that raises the score most, and stops when no word
 * does or the text is long enough. What it finds is a lower bound of what a trained policy could exploit, since a policy searches better.
 *
 * @param score scores of some texts, [texts]
 * @throws RangeError if the vocabulary is empty, or `words` is not a positive whole number
 */
export function greedyAttack(
  score: (texts: string[]) => ArrayLike<number>,
  { vocabulary, words = 10, start = "" }: GreedyAttackOptions,
): GreedyAttack {
  if (vocabulary.length === 0)
    throw new RangeError("greedyAttack: vocabulary is empty; give at least one word.");
  if (!(Number.isInteger(words) && words >= 1))
    throw new RangeError(`greedyAttack: words is ${words}; expected a whole number of at least 1.`);
  let best = { text: start, score: score([start])[0]! };
  const steps = [best];
  for (let count = 0; count < words; count++) {
    const texts = vocabulary.map((word) => (best.text === "" ? word : `${best.text} ${word}`));
    const scores = Array.from(score(texts));
    const winner = scores.reduce((top, value, i) => (value > scores[top]! ? i : top), 0);
    if (!(scores[winner]! > best.score)) break;
    best = { text: texts[winner]!, score: scores[winner]! };
    steps.push(best);
  }
  return { ...best, steps };
}

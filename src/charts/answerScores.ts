import { barChart } from "./barChart";
import { quoted } from "./chartText";
import type { ChartWords, Figure } from "./figure";
import { checkedNames, checkedSeries, type Series } from "./series";

/** What {@link answerScores} draws. */
export interface AnswerScoresOptions extends ChartWords {
  answers: readonly string[];
  /** One score an answer. */
  scores: Series;
  /** What the numbers are; default `"score (no unit)"`. */
  valueTitle?: string;
  /** Digits after the point; default 3. */
  decimals?: number;
}

/**
 * Draws the score (or the probability) of each answer, the highest on top. An answer has the same colour here as in the other
 * charts. Unless a title is given, it names the best answer.
 *
 * @throws Error if there is no answer, or answers and finite scores are not equally many.
 */
export function answerScores(options: AnswerScoresOptions): Figure {
  const answers = checkedNames("answerScores", "answers", options.answers);
  const scores = checkedSeries("answerScores", "scores", options.scores, answers.length);
  const { valueTitle = "score (no unit)", decimals } = options;
  const best = answers[scores.indexOf(Math.max(...scores))]!;
  const worst = answers[scores.indexOf(Math.min(...scores))]!;
  return barChart({
    title: options.title ?? `${quoted(best)} comes first, ${quoted(worst)} last`,
    caption: options.caption ?? `The ${valueTitle} of each answer, ordered from the highest to the lowest.`,
    valueTitle,
    nameTitle: "answer",
    names: answers,
    values: scores,
    sorted: true,
    colourful: true,
    decimals,
  });
}

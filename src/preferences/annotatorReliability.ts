import { type BetaCounts, betaInterval, betaMeanLogs } from "./betaDistribution";
import { type Comparison, questionKey } from "./comparison";

export interface ReliabilityOptions {
  /**
   * What is believed of an annotator before any judgement was seen, as a Beta distribution. Default { right: 4, wrong: 2 }: right in
   * two of three cases, give or take. `right` must exceed `wrong`, or an answer and its opposite would be equally believable.
   */
  prior?: BetaCounts;
  /** How much probability the interval of each annotator holds. Default 0.9. */
  mass?: number;
  /** Largest number of rounds. Default 200; it stops as soon as nothing moves by more than 1e-9. */
  rounds?: number;
}

/** What is believed of one annotator. */
export interface AnnotatorReliability {
  annotator: string;
  /** Mean of the posterior: the probability that this annotator chooses the better answer. */
  mean: number;
  low: number;
  high: number;
  /** How many judgements were counted; ties say nothing about who is right. */
  judgements: number;
}

/** What is believed of one question, that is of two answers to one prompt. */
export interface SettledQuestion {
  prompt: string;
  /** The two answers, in alphabetical order. */
  first: string;
  second: string;
  /** The probability that `first` is the better one, every vote counted by its annotator's reliability. */
  probability: number;
  /** How many annotators chose `first`, and `second`. */
  votes: [number, number];
}

export interface SettledJudgements {
  /** In the order in which they first appear. */
  annotators: AnnotatorReliability[];
  questions: SettledQuestion[];
}

/**
 * Works out, from conflicting judgements alone, how reliable each annotator is and which answer is the better one.
 *
 * The model is the one coin of each annotator (Dawid and Skene 1979, with one parameter in place of a matrix): annotator a chooses the
 * better answer with probability p_a, independently. With a Beta prior on p_a and both answers equally likely beforehand, variational
 * Bayes alternates between
 *
 *     log-odds(first is better) = Σ_a ± (E[log p_a] − E[log(1 − p_a)])      one vote a judgement, + if a chose `first`
 *     p_a ~ Beta(right + Σ P(a's choice is better), wrong + Σ P(it is not))
 *
 * (Liu, Peng and Ihler 2012, Variational inference for crowdsourcing, section 3). Ties are left out.
 *
 * @throws RangeError if no judgement is left, one has no annotator, the prior's `right` does not exceed its `wrong`, or rounds is
 *   not a positive whole number
 */
export function settleJudgements(
  comparisons: readonly Comparison[],
  { prior = { right: 4, wrong: 2 }, mass = 0.9, rounds = 200 }: ReliabilityOptions = {},
): SettledJudgements {
  const where = "settleJudgements";
  if (!(prior.right > prior.wrong && prior.wrong > 0))
    throw new RangeError(
      `${where}: the prior is Beta(${prior.right}, ${prior.wrong}); expected right > wrong > 0.`,
    );
  if (!(Number.isInteger(rounds) && rounds >= 1))
    throw new RangeError(`${where}: rounds is ${rounds}; expected a whole number of at least 1.`);
  const decided = comparisons.filter(({ tie }) => tie !== true);
  if (decided.length === 0) throw new RangeError(`${where}: there is no judgement that is not a tie.`);

  const questions = new Map<string, SettledQuestion>();
  const counts = new Map<string, BetaCounts>();
  const votes = decided.map((comparison, position) => {
    const { prompt, chosen, rejected, annotator } = comparison;
    if (annotator === undefined)
      throw new RangeError(`${where}: judgement ${position} has no annotator; all need one.`);
    const key = questionKey(comparison);
    const [first, second] = chosen < rejected ? [chosen, rejected] : [rejected, chosen];
    const question = questions.get(key) ?? { prompt, first, second, probability: 0.5, votes: [0, 0] };
    questions.set(key, question);
    counts.set(annotator, prior);
    question.votes[chosen === first ? 0 : 1] += 1;
    return { annotator, question, sign: chosen === first ? 1 : -1 };
  });

  for (let round = 0; round < rounds; round++) {
    const logOdds = new Map<SettledQuestion, number>();
    const strength = new Map([...counts].map(([annotator, belief]) => [annotator, voteStrength(belief)]));
    for (const { annotator, question, sign } of votes)
      logOdds.set(question, (logOdds.get(question) ?? 0) + sign * strength.get(annotator)!);
    let moved = 0;
    for (const [question, odds] of logOdds) {
      const probability = 1 / (1 + Math.exp(-odds));
      moved = Math.max(moved, Math.abs(probability - question.probability));
      question.probability = probability;
    }
    for (const annotator of counts.keys()) counts.set(annotator, { ...prior });
    for (const { annotator, question, sign } of votes) {
      const belief = counts.get(annotator)!;
      const right = sign > 0 ? question.probability : 1 - question.probability;
      belief.right += right;
      belief.wrong += 1 - right;
    }
    if (moved < 1e-9) break;
  }
  const annotators = [...counts].map(([annotator, belief]) => ({
    annotator,
    mean: belief.right / (belief.right + belief.wrong),
    ...betaInterval(belief, mass),
    judgements: votes.filter((vote) => vote.annotator === annotator).length,
  }));
  return { annotators, questions: [...questions.values()] };
}

function voteStrength(belief: BetaCounts): number {
  const { ofRight, ofWrong } = betaMeanLogs(belief);
  return ofRight - ofWrong;
}

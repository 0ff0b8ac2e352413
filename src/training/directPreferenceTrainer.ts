import type { CategoricalPolicy } from "../policy/categoricalPolicy";
import { requireCount, requireNotNegative } from "../reward/requireOption";
import { tf } from "../tensor/backend";
import type { Generator } from "../tensor/generator";
import { adam, type Optimiser } from "../tensor/optimiser";
import {
  type DirectPreferenceObjective,
  type DirectPreferenceObjectiveOptions,
  directPreferenceObjective,
} from "./directPreferenceObjective";
import { epochOrder } from "./epochOrder";
import { EventLoopTurns } from "./eventLoop";
import { requireFinite } from "./requireFinite";

/** One judgement for a categorical policy: of the answers to a prompt, `chosen` was preferred to `rejected`. All are positions. */
export interface AnswerPair {
  /** Default 0, the first prompt. */
  prompt?: number;
  chosen: number;
  rejected: number;
}

export interface DirectPreferenceTrainerOptions extends DirectPreferenceObjectiveOptions {
  /** Step size of Adam. Default 0.01. */
  learningRate?: number;
  /** How often to go through all judgements. Default 100. */
  epochs?: number;
  /** Judgements per step. Default 32. */
  batchSize?: number;
  /** Draws a new order for every epoch; without it they are taken in the order given. */
  shuffle?: Generator;
  /** π_ref; it is copied. Default: the policy as it is when the trainer is made. */
  reference?: CategoricalPolicy;
}

/** What is known after each epoch. */
export interface DirectPreferenceMetrics {
  /** Mean loss of a judgement at the epoch's steps, while the weights moved. */
  loss: number;
  /** Share of the judgements whose chosen answer has the larger implicit reward log π/π_ref after the epoch; equal ones count half. */
  accuracy: number;
  /** Mean of log π/π_ref of the chosen minus the same of the rejected answers after the epoch, nats; β times it is DPO's reward margin. */
  margin: number;
  /** Mean of log π of the chosen answers after the epoch, nats; it may fall although the margin grows. */
  chosenLogProb: number;
  /** KL(policy ‖ reference) after the epoch, mean over all prompts, nats. */
  kl: number;
}

export interface DirectPreferenceProgress extends DirectPreferenceMetrics {
  /** 1 for the first one. */
  epoch: number;
  epochs: number;
}

export interface DirectPreferenceRun {
  /** Called after each epoch; training waits if it returns a promise. */
  onEpoch?: (progress: DirectPreferenceProgress) => void | Promise<void>;
  /** Stops the training: `train` rejects with the signal's reason and the policy keeps the weights that it has then. */
  signal?: AbortSignal;
}

/** One number per metric and epoch. */
export type DirectPreferenceHistory = { epoch: number[] } & {
  [Metric in keyof DirectPreferenceMetrics]: number[];
};

/**
 * Trains a categorical policy on comparisons directly, without a reward model: DPO and its relatives.
 *
 *     const trainer = new DirectPreferenceTrainer(policy, { loss: "dpo", beta: 0.5 });
 *     const history = await trainer.train([{ chosen: 2, rejected: 0 }, { chosen: 2, rejected: 1 }]);
 *
 * Calling `train` again goes on with the optimiser's state and the same reference.
 */
export class DirectPreferenceTrainer {
  private readonly objective: DirectPreferenceObjective;
  private readonly optimiser: Optimiser;
  private readonly reference: CategoricalPolicy;
  private readonly referenceLogProbs: number[][];
  private readonly epochs: number;
  private readonly batchSize: number;
  private readonly shuffle?: Generator;

  /** @throws RangeError if an option has a value outside of its range, or the loss does not have it; the message says what is valid */
  constructor(
    readonly policy: CategoricalPolicy,
    options: DirectPreferenceTrainerOptions = {},
  ) {
    const {
      learningRate = 0.01,
      epochs = 100,
      batchSize = 32,
      shuffle,
      reference = policy,
      ...own
    } = options;
    requireNotNegative("DirectPreferenceTrainer", { learningRate });
    requireCount("DirectPreferenceTrainer", { epochs, batchSize });
    policy.requireLike("DirectPreferenceTrainer", reference);
    this.objective = directPreferenceObjective(own);
    this.epochs = epochs;
    this.batchSize = batchSize;
    this.shuffle = shuffle;
    this.optimiser = adam({ learningRate });
    this.reference = reference.copy();
    this.referenceLogProbs = this.reference.logProbTable();
  }

  /**
   * @returns one number per metric and epoch
   * @throws RangeError if there are no judgements, one names an answer or prompt that is not there, or an answer is compared to itself
   * @throws NonFiniteError if a step makes the loss NaN or infinite; it names the step
   * @throws the signal's reason if it is aborted
   */
  async train(
    pairs: readonly AnswerPair[],
    { onEpoch, signal }: DirectPreferenceRun = {},
  ): Promise<DirectPreferenceHistory> {
    this.requirePairs(pairs);
    const history: DirectPreferenceHistory = {
      epoch: [],
      loss: [],
      accuracy: [],
      margin: [],
      chosenLogProb: [],
      kl: [],
    };
    const eventLoop = new EventLoopTurns();
    let step = 0;
    for (let epoch = 1; epoch <= this.epochs; epoch++) {
      let lossSum = 0;
      for (const rows of epochOrder(pairs.length, this.batchSize, this.shuffle)) {
        signal?.throwIfAborted();
        step++;
        const loss = this.step(rows.map((row) => pairs[row]!));
        requireFinite("DirectPreferenceTrainer", step, { loss });
        lossSum += loss * rows.length;
        if (eventLoop.isDue()) await eventLoop.turn();
      }
      const metrics: DirectPreferenceMetrics = { loss: lossSum / pairs.length, ...this.measure(pairs) };
      requireFinite("DirectPreferenceTrainer", step, { ...metrics });
      history.epoch.push(epoch);
      for (const [name, value] of Object.entries(metrics))
        history[name as keyof DirectPreferenceMetrics].push(value);
      await onEpoch?.({ ...metrics, epoch, epochs: this.epochs });
    }
    return history;
  }

  /** Frees the optimiser's state and the reference; the policy lives on. */
  dispose(): void {
    this.optimiser.dispose();
    this.reference.dispose();
  }

  /** One step on some comparisons; returns their mean loss. */
  private step(pairs: readonly AnswerPair[]): number {
    const { policy } = this;
    const prompts = pairs.map(({ prompt = 0 }) => prompt);
    const chosen = pairs.map((pair) => pair.chosen);
    const rejected = pairs.map((pair) => pair.rejected);
    const reference = (answers: readonly number[]) =>
      tf.tensor1d(answers.map((answer, i) => this.referenceLogProbs[prompts[i]!]![answer]!));
    const divergences = policy.klTo(this.reference);
    const kl = prompts.reduce((sum, prompt) => sum + divergences[prompt]!, 0) / pairs.length;
    const loss = this.optimiser.minimise(() => {
      const logProbs = policy.logProbsOf([...prompts, ...prompts], [...chosen, ...rejected]);
      const [chosenLogProbs, rejectedLogProbs] = tf.split(logProbs, 2) as [tf.Tensor1D, tf.Tensor1D];
      return this.objective({
        chosenLogProbs,
        rejectedLogProbs,
        referenceChosenLogProbs: reference(chosen),
        referenceRejectedLogProbs: reference(rejected),
        kl,
      });
    }, policy.parameters);
    const value = loss.dataSync()[0]!;
    loss.dispose();
    return value;
  }

  private measure(pairs: readonly AnswerPair[]): Omit<DirectPreferenceMetrics, "loss"> {
    const logProbs = this.policy.logProbTable();
    let right = 0;
    let margin = 0;
    let chosenLogProb = 0;
    for (const { prompt = 0, chosen, rejected } of pairs) {
      const ratio = (answer: number) => logProbs[prompt]![answer]! - this.referenceLogProbs[prompt]![answer]!;
      const lead = ratio(chosen) - ratio(rejected);
      right += lead > 0 ? 1 : lead === 0 ? 0.5 : 0;
      margin += lead;
      chosenLogProb += logProbs[prompt]![chosen]!;
    }
    const divergences = this.policy.klTo(this.reference);
    return {
      accuracy: right / pairs.length,
      margin: margin / pairs.length,
      chosenLogProb: chosenLogProb / pairs.length,
      kl: divergences.reduce((sum, kl) => sum + kl, 0) / divergences.length,
    };
  }

  private requirePairs(pairs: readonly AnswerPair[]): void {
    const { prompts, answers } = this.policy;
    if (pairs.length === 0)
      throw new RangeError("DirectPreferenceTrainer: there are no judgements to train on.");
    pairs.forEach(({ prompt = 0, chosen, rejected }, i) => {
      const within = (name: string, position: number, count: number) => {
        if (!Number.isInteger(position) || position < 0 || position >= count) {
          throw new RangeError(
            `DirectPreferenceTrainer: judgement ${i}: ${name} is ${position}; expected one of 0 … ${count - 1}.`,
          );
        }
      };
      within("prompt", prompt, prompts.length);
      within("chosen", chosen, answers.length);
      within("rejected", rejected, answers.length);
      if (chosen === rejected) {
        throw new RangeError(`DirectPreferenceTrainer: judgement ${i} prefers answer ${chosen} to itself.`);
      }
    });
  }
}

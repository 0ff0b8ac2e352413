import type { PreferenceExample } from "../reward/preferenceExample";
import { requireChoice, requireCount, requireNotNegative } from "../reward/requireOption";
import type { Scorer } from "../reward/scorer";
import { tf } from "../tensor/backend";
import type { Generator } from "../tensor/generator";
import { adam, type Optimiser } from "../tensor/optimiser";
import { BestEpoch, type EarlyStopping, earlyStoppingSettings } from "./earlyStopping";
import { encodeJudgements } from "./encodeJudgements";
import { epochOrder } from "./epochOrder";
import { EventLoopTurns } from "./eventLoop";
import { requireFinite } from "./requireFinite";
import { type EncodedRanking, RewardBatch } from "./rewardBatch";
import { appendMetrics, emptyMetricsHistory, type RewardHistory, type RewardProgress } from "./rewardHistory";
import { type RewardMetrics, rewardMetrics } from "./rewardMetrics";
import { type RewardObjective, type RewardObjectiveOptions, rewardObjective } from "./rewardObjective";

export interface RewardTrainerOptions extends RewardObjectiveOptions {
  /** Step size of Adam. Default 0.01. */
  learningRate?: number;
  /** Decoupled weight decay per unit of learning rate (AdamW). Default 0: plain Adam. */
  weightDecay?: number;
  /** Weight λ of a penalty λ·Σ w² on all weights; it enters the gradient, not the reported loss. Default 0. */
  l2?: number;
  /** How often to go through all judgements. Default 100. */
  epochs?: number;
  /** Judgements per step; 1 takes a step for every single one. Default 32. */
  batchSize?: number;
  /** Draws a new order for every epoch; without it they are taken in the order given. */
  shuffle?: Generator;
  /**
   * How gradients are computed: "autodiff" by TensorFlow.js on the backend, "byHand" by the model's own plain numbers. Default "auto":
   * by hand where the model and the loss can and the model is small, since then a step takes a tenth of the time. Same numbers.
   */
  gradients?: "auto" | "autodiff" | "byHand";
  /** Stop when the validation set no longer improves, and go back to the best weights. Default: train all epochs. */
  earlyStopping?: EarlyStopping;
}

export interface RewardTrainingRun<Item> {
  /** Judgements to measure on after each epoch, never trained on. */
  validation?: readonly PreferenceExample<Item>[];
  /** Called after each epoch; training waits if it returns a promise. */
  onEpoch?: (progress: RewardProgress) => void | Promise<void>;
  /** Stops the training: `train` rejects with the signal's reason and the model keeps the weights that it has then. */
  signal?: AbortSignal;
}

/** How many answers are scored at once where no gradient is needed. */
const EVALUATION_BATCH = 512;
/** Number of weights up to which plain numbers are faster than the native backend. */
const BY_HAND_UP_TO = 50_000;
/** Up to here unshuffled batches stay on the backend from epoch to epoch. */
const KEPT_JUDGEMENTS = 10_000;

/**
 * Trains a reward model on human judgements.
 *
 *     const trainer = new RewardTrainer(model, { loss: "marginRanking", margin: 0.1, epochs: 200, batchSize: 1 });
 *     const history = await trainer.train(pairs);
 *
 * Rankings of more than two answers become all of their pairs, unless the loss is "plackettLuce". Calling `train` again goes on
 * with the optimiser's state.
 */
export class RewardTrainer<Item, Encoded = unknown> {
  private readonly objective: RewardObjective;
  private readonly optimiser: Optimiser;
  private readonly byHand: boolean;
  private readonly options: Required<
    Omit<RewardTrainerOptions, keyof RewardObjectiveOptions | "shuffle" | "earlyStopping" | "gradients">
  >;
  private readonly shuffle?: Generator;
  private readonly earlyStopping?: Required<EarlyStopping>;

  /** @throws RangeError if an option has a value outside of its range; the message lists the valid ones */
  constructor(
    readonly model: Scorer<Item, Encoded>,
    options: RewardTrainerOptions = {},
  ) {
    const { learningRate = 0.01, weightDecay = 0, l2 = 0, epochs = 100, batchSize = 32 } = options;
    requireNotNegative("RewardTrainer", { learningRate, weightDecay, l2 });
    requireCount("RewardTrainer", { epochs, batchSize });
    this.objective = rewardObjective(options);
    this.options = { learningRate, weightDecay, l2, epochs, batchSize };
    this.shuffle = options.shuffle;
    if (options.earlyStopping !== undefined) {
      this.earlyStopping = earlyStoppingSettings(options.earlyStopping);
    }
    this.optimiser = adam({ learningRate, weightDecay, l2WeightDecay: 2 * l2 });
    this.byHand = choosesByHand(model, this.objective, options.gradients);
  }

  /**
   * @param examples judgements, see {@link PreferenceExample}
   * @returns one number per metric and epoch
   * @throws RangeError if there are no judgements, or early stopping has no validation set
   * @throws NonFiniteError if a step's loss or a score is NaN or infinite; it names the step
   * @throws the signal's reason if it is aborted
   */
  async train(
    examples: readonly PreferenceExample<Item>[],
    { validation, onEpoch, signal }: RewardTrainingRun<Item> = {},
  ): Promise<RewardHistory> {
    if (this.earlyStopping !== undefined && (validation === undefined || validation.length === 0)) {
      throw new RangeError(
        "RewardTrainer: earlyStopping needs a validation set; give train(…, { validation }).",
      );
    }
    const { model, objective, shuffle } = this;
    const [judgements = [], heldOutJudgements = []] = encodeJudgements(
      model,
      objective,
      examples,
      validation ?? [],
    );
    const count = judgements.length;
    if (count === 0) throw new RangeError("RewardTrainer: there are no judgements to train on.");
    const { epochs, batchSize } = this.options;
    const history: RewardHistory = {
      epoch: [],
      totalLoss: [],
      ...emptyMetricsHistory(),
      bestEpoch: 0,
      stoppedEarly: false,
    };
    const keepBatches = shuffle === undefined && count <= KEPT_JUDGEMENTS;
    const kept = keepBatches ? this.batches(judgements, batchSize) : undefined;
    const heldOut =
      heldOutJudgements.length > 0 ? this.batches(heldOutJudgements, EVALUATION_BATCH) : undefined;
    const best = this.earlyStopping && new BestEpoch(this.earlyStopping, model.parameters);
    const eventLoop = new EventLoopTurns();
    let step = 0;
    try {
      if (heldOut !== undefined) history.validation = emptyMetricsHistory();
      for (let epoch = 1; epoch <= epochs; epoch++) {
        let totalLoss = 0;
        const leads: number[] = [];
        for (const next of kept ?? epochOrder(count, batchSize, shuffle)) {
          signal?.throwIfAborted();
          step++;
          const batch = next instanceof RewardBatch ? next : this.batch(next.map((row) => judgements[row]!));
          totalLoss += this.step(batch, step, leads) * batch.size;
          if (batch !== next) batch.dispose();
          if (eventLoop.isDue()) await eventLoop.turn();
        }
        const metrics = rewardMetrics(totalLoss, count, leads);
        const held = heldOut && (await this.measure(heldOut, eventLoop));
        if (held !== undefined) requireFinite("RewardTrainer", step, { "validation loss": held.loss });
        history.epoch.push(epoch);
        history.totalLoss.push(totalLoss);
        appendMetrics(history, metrics);
        if (held !== undefined) appendMetrics(history.validation!, held);
        const stops = held !== undefined && best?.observe(epoch, held);
        history.bestEpoch = best?.epoch ?? epoch;
        await onEpoch?.({ epoch, epochs, step, totalLoss, ...metrics, validation: held });
        signal?.throwIfAborted();
        if (stops) {
          history.stoppedEarly = true;
          break;
        }
      }
      best?.restore();
      return history;
    } finally {
      best?.dispose();
      for (const batch of [...(kept ?? []), ...(heldOut ?? [])]) batch.dispose();
    }
  }

  /**
   * Measures the model on judgements without training on them.
   *
   * @throws RangeError if there are none
   */
  async evaluate(examples: readonly PreferenceExample<Item>[]): Promise<RewardMetrics> {
    if (examples.length === 0) throw new RangeError("RewardTrainer: there are no judgements to evaluate.");
    const [judgements = []] = encodeJudgements(this.model, this.objective, examples);
    const batches = this.batches(judgements, EVALUATION_BATCH);
    try {
      return await this.measure(batches, new EventLoopTurns());
    } finally {
      for (const batch of batches) batch.dispose();
    }
  }

  /** Frees the optimiser's state; the model lives on. */
  dispose(): void {
    this.optimiser.dispose();
  }

  /** One step of the optimiser; returns the batch's mean loss. */
  private step(batch: RewardBatch<Encoded>, step: number, leads: number[]): number {
    const { loss, scores } = this.byHand ? this.stepByHand(batch) : this.stepByAutodiff(batch);
    requireFinite("RewardTrainer", step, { loss });
    batch.leads(scores, leads);
    return loss;
  }

  private stepByAutodiff(batch: RewardBatch<Encoded>): { loss: number; scores: Float32Array } {
    let kept: tf.Tensor | undefined;
    const lossTensor = this.optimiser.minimise(() => {
      const { loss, scores } = batch.evaluate();
      kept = tf.keep(scores);
      return loss;
    }, this.model.parameters);
    const loss = lossTensor.dataSync()[0]!;
    const scores = kept!.dataSync<"float32">();
    tf.dispose([lossTensor, kept!]);
    return { loss, scores };
  }

  private stepByHand(batch: RewardBatch<Encoded>): { loss: number; scores: Float32Array } {
    const { parameters } = this.model;
    const { loss, scores, gradients } = batch.evaluateByHand();
    const tensors = gradients.map((gradient, i) => tf.tensor(gradient, parameters[i]!.shape));
    this.optimiser.applyGradients(parameters, tensors);
    tf.dispose(tensors);
    return { loss, scores };
  }

  private async measure(
    batches: readonly RewardBatch<Encoded>[],
    eventLoop: EventLoopTurns,
  ): Promise<RewardMetrics> {
    let totalLoss = 0;
    let judgements = 0;
    const leads: number[] = [];
    for (const batch of batches) {
      const { loss, scores } = tf.tidy(() => batch.evaluate());
      totalLoss += loss.dataSync()[0]! * batch.size;
      judgements += batch.size;
      batch.leads(scores.dataSync() as Float32Array, leads);
      tf.dispose([loss, scores]);
      if (eventLoop.isDue()) await eventLoop.turn();
    }
    return rewardMetrics(totalLoss, judgements, leads);
  }

  private batch(judgements: readonly EncodedRanking<Encoded>[]): RewardBatch<Encoded> {
    return new RewardBatch(this.model, judgements, this.objective);
  }

  private batches(judgements: readonly EncodedRanking<Encoded>[], size: number): RewardBatch<Encoded>[] {
    return epochOrder(judgements.length, size).map((rows) => this.batch(rows.map((row) => judgements[row]!)));
  }
}

function choosesByHand(
  model: Pick<Scorer<unknown>, "byHand" | "parameters">,
  { pairSettings }: RewardObjective,
  gradients: RewardTrainerOptions["gradients"] = "auto",
): boolean {
  requireChoice("RewardTrainer", "gradients", gradients, ["auto", "autodiff", "byHand"]);
  const possible = model.byHand !== undefined && pairSettings !== undefined;
  if (gradients === "byHand" && !possible) {
    throw new RangeError(
      'RewardTrainer: gradients "byHand" need a model with a hand-written gradient (RewardModel has one) and a pairwise loss.',
    );
  }
  const size = model.parameters.reduce((sum, parameter) => sum + parameter.size, 0);
  return gradients === "auto" ? possible && size <= BY_HAND_UP_TO : gradients === "byHand";
}

import { type PreferenceExample, rankedItems } from "../reward/preferenceExample";
import { requireChoice, requireCount, requireNotNegative } from "../reward/requireOption";
import type { Scorer } from "../reward/scorer";
import { tf } from "../tensor/backend";
import type { Generator } from "../tensor/generator";
import { adam, type Optimiser } from "../tensor/optimiser";
import { epochOrder } from "./epochOrder";
import { EventLoopTurns } from "./eventLoop";
import { requireFinite } from "./requireFinite";
import { type EncodedRanking, RewardBatch } from "./rewardBatch";
import { type RewardMetrics, rewardMetrics } from "./rewardMetrics";
import { type RewardObjective, type RewardObjectiveOptions, rewardObjective } from "./rewardObjective";
import { WeightSnapshot } from "./weightSnapshot";

/** When to stop before the last epoch. */
export interface EarlyStopping {
  /** How many epochs in a row may pass without improvement. Default 10. */
  patience?: number;
  /** What has to improve on the validation set: "loss" (default, smaller is better) or "accuracy" (larger is). */
  metric?: "loss" | "accuracy";
  /** By how much, at least. Default 0: any improvement counts. */
  minimumImprovement?: number;
}

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

/** What is known after each epoch. The metrics of the training data were measured at its steps, while the weights moved. */
export interface RewardProgress extends RewardMetrics {
  /** 1 for the first one. */
  epoch: number;
  epochs: number;
  /** Steps taken so far. */
  step: number;
  /** Sum of the losses of the epoch's judgements. */
  totalLoss: number;
  /** The same metrics on the validation set after the epoch. */
  validation?: RewardMetrics;
}

export interface RewardTrainingRun<Item> {
  /** Judgements to measure on after each epoch, never trained on. */
  validation?: readonly PreferenceExample<Item>[];
  /** Called after each epoch; training waits if it returns a promise. */
  onEpoch?: (progress: RewardProgress) => void | Promise<void>;
  /** Stops the training: `train` rejects with the signal's reason and the model keeps the weights that it has then. */
  signal?: AbortSignal;
}

/** One number per metric and epoch: `history.loss[0]` belongs to the first epoch. */
export interface RewardMetricsHistory {
  loss: number[];
  accuracy: number[];
  margin: number[];
  calibrationError: number[];
}

export interface RewardHistory extends RewardMetricsHistory {
  /** 1, 2, 3 … */
  epoch: number[];
  /** Sum of the losses of each epoch's judgements. */
  totalLoss: number[];
  /** Present if a validation set was given. */
  validation?: RewardMetricsHistory;
  /** The epoch whose weights the model has now; the last one unless early stopping went back. */
  bestEpoch: number;
  /** Whether early stopping ended the training. */
  stoppedEarly: boolean;
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
      const { patience = 10, metric = "loss", minimumImprovement = 0 } = options.earlyStopping;
      requireCount("RewardTrainer: earlyStopping", { patience });
      requireChoice("RewardTrainer: earlyStopping", "metric", metric, ["loss", "accuracy"]);
      requireNotNegative("RewardTrainer: earlyStopping", { minimumImprovement });
      this.earlyStopping = { patience, metric, minimumImprovement };
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
    const encode = this.encoder();
    const judgements = encode(examples);
    if (judgements.length === 0) throw new RangeError("RewardTrainer: there are no judgements to train on.");
    const { epochs, batchSize } = this.options;
    const eventLoop = new EventLoopTurns();
    const history: RewardHistory = {
      epoch: [],
      totalLoss: [],
      ...emptyHistory(),
      bestEpoch: 0,
      stoppedEarly: false,
    };
    const batchOf = (rows: readonly number[]) =>
      new RewardBatch(
        this.model,
        rows.map((row) => judgements[row]!),
        this.objective,
      );
    const keepBatches = this.shuffle === undefined && judgements.length <= KEPT_JUDGEMENTS;
    const kept = keepBatches ? epochOrder(judgements.length, batchSize).map(batchOf) : undefined;
    const heldOut = validation === undefined ? undefined : this.batches(encode(validation), EVALUATION_BATCH);
    const best = new WeightSnapshot(this.model.parameters);
    let step = 0;
    try {
      if (heldOut !== undefined) history.validation = emptyHistory();
      for (let epoch = 1; epoch <= epochs; epoch++) {
        let totalLoss = 0;
        const leads: number[] = [];
        for (const next of kept ?? epochOrder(judgements.length, batchSize, this.shuffle)) {
          signal?.throwIfAborted();
          step++;
          const batch = next instanceof RewardBatch ? next : batchOf(next);
          totalLoss += this.step(batch, step, leads) * batch.size;
          if (batch !== next) batch.dispose();
          if (eventLoop.isDue()) await eventLoop.turn();
        }
        const metrics = rewardMetrics(totalLoss, judgements.length, leads);
        const held = heldOut && (await this.measure(heldOut, eventLoop));
        history.epoch.push(epoch);
        history.totalLoss.push(totalLoss);
        append(history, metrics);
        if (held !== undefined) append(history.validation!, held);
        await onEpoch?.({ epoch, epochs, step, totalLoss, ...metrics, validation: held });
        signal?.throwIfAborted();
        if (this.earlyStopping === undefined) {
          history.bestEpoch = epoch;
        } else if (this.improves(history)) {
          history.bestEpoch = epoch;
          best.take();
        } else if (epoch - history.bestEpoch >= this.earlyStopping.patience) {
          history.stoppedEarly = true;
          break;
        }
      }
      best.restore();
      return history;
    } finally {
      best.dispose();
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
    const batches = this.batches(this.encoder()(examples), EVALUATION_BATCH);
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

  private batches(judgements: readonly EncodedRanking<Encoded>[], size: number): RewardBatch<Encoded>[] {
    return epochOrder(judgements.length, size).map(
      (rows) =>
        new RewardBatch(
          this.model,
          rows.map((row) => judgements[row]!),
          this.objective,
        ),
    );
  }

  /** Encodes every distinct answer once, however many judgements it is part of. */
  private encoder(): (examples: readonly PreferenceExample<Item>[]) => EncodedRanking<Encoded>[] {
    const encoded = new Map<unknown, Encoded>();
    const encode = (item: Item): Encoded => {
      const key = typeof item === "object" ? JSON.stringify(item) : item;
      let result = encoded.get(key);
      if (result === undefined) {
        result = this.model.encode(item);
        encoded.set(key, result);
      }
      return result;
    };
    return (examples) =>
      examples.flatMap((example, position) => {
        const { items, tie, strength } = rankedItems<Item>(example, position);
        const answers = items.map(encode);
        if (this.objective.loss !== "plackettLuce") {
          return answers.flatMap((better, i) =>
            answers.slice(i + 1).map((worse) => ({ items: [better, worse], tie, strength })),
          );
        }
        if (!tie) return [{ items: answers, tie, strength }];
        throw new RangeError(
          `Example ${position} is a tie, for which loss "plackettLuce" has no meaning; use "bradleyTerry".`,
        );
      });
  }

  private improves({ validation, bestEpoch }: RewardHistory): boolean {
    const { metric, minimumImprovement } = this.earlyStopping!;
    const values = validation![metric];
    const now = values[values.length - 1]!;
    if (bestEpoch === 0) return true;
    const before = values[bestEpoch - 1]!;
    return metric === "loss" ? now < before - minimumImprovement : now > before + minimumImprovement;
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

function emptyHistory(): RewardMetricsHistory {
  return { loss: [], accuracy: [], margin: [], calibrationError: [] };
}

function append(history: RewardMetricsHistory, metrics: RewardMetrics): void {
  history.loss.push(metrics.loss);
  history.accuracy.push(metrics.accuracy);
  history.margin.push(metrics.margin);
  history.calibrationError.push(metrics.calibrationError);
}

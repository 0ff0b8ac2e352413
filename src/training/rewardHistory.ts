import type { RewardMetrics } from "./rewardMetrics";

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

/** A history before the first epoch. */
export function emptyMetricsHistory(): RewardMetricsHistory {
  return { loss: [], accuracy: [], margin: [], calibrationError: [] };
}

/** Appends one epoch's metrics to a history. */
export function appendMetrics(history: RewardMetricsHistory, metrics: RewardMetrics): void {
  history.loss.push(metrics.loss);
  history.accuracy.push(metrics.accuracy);
  history.margin.push(metrics.margin);
  history.calibrationError.push(metrics.calibrationError);
}

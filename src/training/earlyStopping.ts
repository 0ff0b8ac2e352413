import { requireChoice, requireCount, requireNotNegative } from "../reward/requireOption";
import type { tf } from "../tensor/backend";
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

/** @throws RangeError for an unknown metric or a value outside of its range */
export function earlyStoppingSettings({
  patience = 10,
  metric = "loss",
  minimumImprovement = 0,
}: EarlyStopping): Required<EarlyStopping> {
  requireCount("RewardTrainer: earlyStopping", { patience });
  requireChoice("RewardTrainer: earlyStopping", "metric", metric, ["loss", "accuracy"]);
  requireNotNegative("RewardTrainer: earlyStopping", { minimumImprovement });
  return { patience, metric, minimumImprovement };
}

/** Watches a metric from epoch to epoch and keeps the weights of the best one. */
export class BestEpoch {
  /** The best epoch so far; 0 before the first one. */
  epoch = 0;
  private best = Number.NaN;
  private readonly snapshot: WeightSnapshot;

  constructor(
    private readonly settings: Required<EarlyStopping>,
    weights: readonly tf.Variable[],
  ) {
    this.snapshot = new WeightSnapshot(weights);
  }

  /** Takes note of an epoch; returns whether it is time to stop. */
  observe(epoch: number, metrics: { loss: number; accuracy: number }): boolean {
    const { metric, minimumImprovement, patience } = this.settings;
    const value = metrics[metric];
    const gain = metric === "loss" ? this.best - value : value - this.best;
    if (this.epoch === 0 || gain > minimumImprovement) {
      this.epoch = epoch;
      this.best = value;
      this.snapshot.take();
    }
    return epoch - this.epoch >= patience;
  }

  /** Puts the weights of the best epoch back. */
  restore(): void {
    this.snapshot.restore();
  }

  dispose(): void {
    this.snapshot.dispose();
  }
}

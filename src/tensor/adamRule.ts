import type { tf } from "./backend";

/** Hyperparameters of Adam, in PyTorch's meaning; the optimiser holds one such object and may change its learning rate. */
export interface AdamHyperparameters {
  learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Decoupled: the weight shrinks by learningRate · weightDecay a step (AdamW). */
  readonly weightDecay: number;
  /** Added to the gradient as l2WeightDecay · weight, before the moments see it (Adam's `weight_decay` in PyTorch). */
  readonly l2WeightDecay: number;
}

/** Adam's state for one variable, and the way in which the update is computed. */
export interface AdamRule {
  /** One update of the variable. */
  update(gradient: tf.Tensor, hyperparameters: AdamHyperparameters): void;
  dispose(): void;
}

/** Both bias corrections after `step` updates: first moment 1 − β₁^t, second √(1 − β₂^t). */
export function biasCorrections(
  step: number,
  { beta1, beta2 }: Pick<AdamHyperparameters, "beta1" | "beta2">,
): [first: number, second: number] {
  return [1 - beta1 ** step, Math.sqrt(1 - beta2 ** step)];
}

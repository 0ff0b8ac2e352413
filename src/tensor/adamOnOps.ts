import type { AdamHyperparameters, AdamRule } from "./adamRule";
import { tf } from "./backend";

/**
 * Adam in plain tfjs operations, all of its state in variables (also the bias corrections, which change with the step), so
 * that a step can be recorded as a graph and replayed. Run operation by operation it is the slowest way.
 */
export class AdamOnOps implements AdamRule {
  private readonly firstMoment: tf.Variable;
  private readonly secondMoment: tf.Variable;
  /** 1 − β₁^t by the recurrence c ← β₁ c + (1 − β₁): in float32 the subtraction itself would cost four digits. */
  private readonly firstCorrection: tf.Variable<tf.Rank.R0>;
  /** 1 − β₂^t likewise. */
  private readonly secondCorrection: tf.Variable<tf.Rank.R0>;

  /** @param learningRate a variable that the optimiser sets, so that a recorded step follows a schedule */
  constructor(
    private readonly variable: tf.Variable,
    private readonly learningRate: tf.Variable<tf.Rank.R0>,
  ) {
    const state = <R extends tf.Rank>(start: tf.Tensor<R>): tf.Variable<R> => {
      const kept = tf.variable(start, false);
      start.dispose();
      return kept;
    };
    this.firstMoment = state(tf.zeros(variable.shape));
    this.secondMoment = state(tf.zeros(variable.shape));
    this.firstCorrection = state(tf.scalar(0));
    this.secondCorrection = state(tf.scalar(0));
  }

  update(gradient: tf.Tensor, hyperparameters: AdamHyperparameters): void {
    const { beta1, beta2, epsilon, weightDecay, l2WeightDecay } = hyperparameters;
    const { variable, firstMoment, secondMoment, firstCorrection, secondCorrection, learningRate } = this;
    tf.tidy(() => {
      const slope = l2WeightDecay === 0 ? gradient : gradient.add(variable.mul(l2WeightDecay));
      const first = firstMoment.add(slope.sub(firstMoment).mul(1 - beta1));
      const second = secondMoment.mul(beta2).add(slope.square().mul(1 - beta2));
      const corrected1 = firstCorrection.mul(beta1).add<tf.Scalar>(1 - beta1);
      const corrected2 = secondCorrection.mul(beta2).add<tf.Scalar>(1 - beta2);
      const stepSize = learningRate.div(corrected1);
      const denominator = second.sqrt().div(corrected2.sqrt()).add(epsilon);
      const kept = weightDecay === 0 ? variable : variable.mul(tf.sub(1, learningRate.mul(weightDecay)));
      variable.assign(kept.sub(stepSize.mul(first.div(denominator))));
      firstMoment.assign(first);
      secondMoment.assign(second);
      firstCorrection.assign(corrected1);
      secondCorrection.assign(corrected2);
    });
  }

  dispose(): void {
    tf.dispose([this.firstMoment, this.secondMoment, this.firstCorrection, this.secondCorrection]);
  }
}

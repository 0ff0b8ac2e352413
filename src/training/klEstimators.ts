import { tf } from "../tensor/backend";
import { requireSameShape } from "../tensor/requireSameShape";
import { EXP_LINEAR_FROM } from "./boundedExp";
import { maskedMean } from "./maskedMean";

/** Ways to estimate KL(π‖π_ref) from single samples of π. */
export type KlEstimator = "k1" | "k2" | "k3";

/** All estimators, for messages and loops. */
export const KL_ESTIMATORS: readonly KlEstimator[] = ["k1", "k2", "k3"];

export interface KlEstimatorTensors {
  /** log π of actions sampled from π, e.g. [batch, time]. */
  logProbs: tf.Tensor;
  /** log π_ref of the same actions, same shape. */
  referenceLogProbs: tf.Tensor;
}

/**
 * One estimate of KL(π‖π_ref) per sampled action.
 *
 *     k1 = logProbs − referenceLogProbs                 unbiased, can be negative, large variance
 *     k2 = k1² / 2                                      biased, never negative
 *     k3 = exp(−k1) + k1 − 1                            unbiased, never negative
 *
 * Source: Schulman (2020), Approximating KL Divergence; k3 in GRPO: Shao et al. (2024), DeepSeekMath, eq. 4. E[k1] is +KL: the sign
 * of TRL's `kl = logprobs − ref_logprobs`. As values they estimate KL; as losses, the expected gradient of k2 is that of KL, of k1
 * it is 0, of k3 it is that of KL(π_ref‖π). k3 is computed by `shiftedExponential`, free of cancellation and overflow.
 *
 * @param tensors two tensors of one shape
 * @returns the estimates, of the same shape
 * @throws RangeError if the shapes differ or are empty, or the estimator is unknown
 */
export function klEstimate(
  { logProbs, referenceLogProbs }: KlEstimatorTensors,
  estimator: KlEstimator,
): tf.Tensor {
  requireSameShape("klEstimate", { logProbs, referenceLogProbs });
  switch (estimator) {
    case "k1":
      return tf.sub(logProbs, referenceLogProbs);
    case "k2":
      return tf.mul(tf.square(tf.sub(logProbs, referenceLogProbs)), 0.5);
    case "k3":
      return shiftedExponential(tf.sub(referenceLogProbs, logProbs));
    default:
      throw new RangeError(
        `klEstimate: unknown estimator "${estimator}"; expected one of ${KL_ESTIMATORS.join(", ")}.`,
      );
  }
}

/** Below this |x| the series is more exact in float32 than the difference. */
const SERIES_BELOW = 0.25;

/**
 * exp(x) − x − 1 with full relative precision, continued linearly beyond x = 20 (see `boundedExp`).
 *
 * Near 0 the difference of float32 numbers has no right digits left (at x = 10⁻³ the value is 5·10⁻⁷, a rounding error of exp
 * 6·10⁻⁸), and there the policies of careful training live; so the series x²·(1/2 + x/6 + x²/24 + …) takes over for |x| < 1/4.
 * The gradient exp(x) − 1 is written by hand as expm1(x).
 *
 * @param x any shape
 */
export function shiftedExponential(x: tf.Tensor): tf.Tensor {
  return shiftedExponentialWithGradient(x);
}

const shiftedExponentialWithGradient = tf.customGrad((input, save) => {
  const x = input as tf.Tensor;
  (save as tf.GradSaveFunc)([x]);
  const small = tf.clipByValue(x, -SERIES_BELOW, SERIES_BELOW);
  let series: tf.Tensor = tf.add(tf.mul(small, 1 / 5040), 1 / 720);
  for (const coefficient of [1 / 120, 1 / 24, 1 / 6, 1 / 2])
    series = tf.add(tf.mul(series, small), coefficient);
  const exponential = tf.expm1(tf.minimum(x, EXP_LINEAR_FROM));
  const beyond = tf.mul(tf.relu(tf.sub(x, EXP_LINEAR_FROM)), Math.exp(EXP_LINEAR_FROM));
  const difference = tf.sub(tf.add(exponential, beyond), x);
  return {
    value: tf.where(tf.less(tf.abs(x), SERIES_BELOW), tf.mul(series, tf.square(small)), difference),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
      tf.mul(dy, tf.expm1(tf.minimum(saved[0] as tf.Tensor, EXP_LINEAR_FROM))),
  };
});

export interface KlPenaltyTensors extends KlEstimatorTensors {
  /** 1 where there is an action, 0 in the padding, same shape. Default: no padding. */
  mask?: tf.Tensor;
}

export interface KlPenaltyOptions {
  /** Default "k3". */
  estimator?: KlEstimator;
}

/**
 * KL penalty to be added to a loss: the masked mean of the chosen estimator, `loss + β·klPenalty(…)`.
 *
 * With samples of an older policy none of the estimators is exact; GRPO ignores that, as this does.
 *
 * @throws RangeError if the shapes differ or are empty, or the estimator is unknown
 */
export function klPenalty(
  { logProbs, referenceLogProbs, mask }: KlPenaltyTensors,
  { estimator = "k3" }: KlPenaltyOptions = {},
): tf.Scalar {
  requireSameShape("klPenalty", { logProbs, referenceLogProbs, mask });
  return maskedMean(klEstimate({ logProbs, referenceLogProbs }, estimator), mask);
}

import { tf } from "../tensor/backend";
import { type PreferenceLogProbs, preferenceMargin } from "./preferenceMargin";

export interface IpoOptions {
  /** Strength β of the regularisation (τ in the paper): the margin is pulled to 1/(2β). Default 0.1. */
  beta?: number;
}

/**
 * Identity preference optimisation: regression of the margin on a fixed target, which cannot run away on separable preferences.
 *
 *     L = mean( (Δ − 1/(2β))² )
 *
 * Source: Azar et al. (2023), A General Theoretical Paradigm to Understand Learning from Human Preferences, eq. 17.
 * Give log-probabilities that are averaged over the tokens of each answer, as TRL's `loss_type="ipo"` does inside; the paper sums them.
 *
 * @param logProbs length-averaged log-probabilities, four tensors of one shape, e.g. [pairs]
 * @throws RangeError if the shapes differ or are empty
 */
export function ipoLoss(logProbs: PreferenceLogProbs, { beta = 0.1 }: IpoOptions = {}): tf.Scalar {
  const margin = preferenceMargin("ipoLoss", logProbs);
  return tf.mean(tf.square(tf.sub(margin, 1 / (2 * beta))));
}

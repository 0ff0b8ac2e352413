import { tf } from "../tensor/backend";

export interface L2PenaltyOptions {
  /** Weight λ of the penalty. Default 1e-4. */
  coefficient?: number;
}

/**
 * L2 penalty λ·Σ w² over all given weights, to be added to a reward loss.
 *
 * Its gradient is 2λ·w, as that of `torch.optim.Adam`'s coupled `weight_decay` with 2λ; AdamW's decoupled decay is another thing
 * (Loshchilov & Hutter 2019, section 2). Bradley–Terry scores that separate their data perfectly grow without it for ever.
 *
 * @param weights tensors or variables of any shape
 * @throws RangeError if there are none
 */
export function l2Penalty(
  weights: readonly tf.Tensor[],
  { coefficient = 1e-4 }: L2PenaltyOptions = {},
): tf.Scalar {
  if (weights.length === 0) throw new RangeError("l2Penalty: weights is empty; give at least one tensor.");
  const squares = weights.map((weight) => tf.sum(tf.square(weight)) as tf.Tensor);
  return tf.mul(squares.length === 1 ? (squares[0] as tf.Tensor) : tf.addN(squares), coefficient);
}

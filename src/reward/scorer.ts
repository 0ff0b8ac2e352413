import type { tf } from "../tensor/backend";

/**
 * What every reward model can do. A trainer needs no more than this, so that a model of your own can be trained too.
 *
 * @typeParam Item what an answer is for this model: a token id, a text, a prompt with an answer …
 * @typeParam Encoded the same after the work that needs doing only once (reading features from a text); for ids the id itself.
 */
export interface Scorer<Item, Encoded = unknown> {
  /** The weights, in a fixed order. */
  readonly parameters: readonly tf.Variable[];

  /** Checks one answer and turns it into what {@link prepare} takes. Throws if the model cannot score such an item. */
  encode(item: Item): Encoded;

  /** Puts encoded answers on the backend, so that they can be scored again and again. */
  prepare(encoded: readonly Encoded[]): PreparedBatch;

  /** The scores of some answers, [answers]; differentiable. The caller disposes them (or works inside `tf.tidy`). */
  score(items: readonly Item[]): tf.Tensor1D;

  /**
   * Optional: the scores and their gradient in plain numbers, for models so small that putting tensors on the backend takes longer
   * than the arithmetic.
   */
  readonly byHand?: HandWrittenGradient<Encoded>;

  /** Frees the weights. */
  dispose(): void;

  /** Writes `config.json` and `model.safetensors` into a directory, which is made if need be. */
  save(directory: string): Promise<void>;
}

/** A model's forward and backward pass, written out in plain numbers. */
export interface HandWrittenGradient<Encoded> {
  /** Scores with the weights as they are now, [answers]. */
  scores(encoded: readonly Encoded[]): Float32Array;
  /**
   * Gradient of a loss by each of the model's parameters, in their order and shapes (flat).
   *
   * @param slopes derivative of the loss by each score, [answers]
   */
  gradients(encoded: readonly Encoded[], slopes: Float32Array): Float32Array[];
}

/** Answers whose input tensors are on the backend. */
export interface PreparedBatch {
  /** Scores with the weights as they are now, [answers]; differentiable. */
  scores(): tf.Tensor1D;
  /** Frees the input tensors. */
  dispose(): void;
}

/** `scorer.score` for whoever has `encode` and `prepare`. */
export function scoreItems<Item, Encoded>(
  scorer: Pick<Scorer<Item, Encoded>, "encode" | "prepare">,
  items: readonly Item[],
): tf.Tensor1D {
  if (items.length === 0) throw new RangeError("score: the batch is empty; give at least one answer.");
  const batch = scorer.prepare(items.map((item) => scorer.encode(item)));
  try {
    return batch.scores();
  } finally {
    batch.dispose();
  }
}

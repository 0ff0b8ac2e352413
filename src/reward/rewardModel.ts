import { tf } from "../tensor/backend";
import { Generator } from "../tensor/generator";
import { embeddingWeights, linearWeights } from "../tensor/initialise";
import { requireCount } from "./requireOption";
import { readModel, writeModel } from "./savedModel";
import { type HandWrittenGradient, type PreparedBatch, type Scorer, scoreItems } from "./scorer";
import { variable } from "./variable";

export interface RewardModelOptions {
  /** How many ids there are; answers are the ids 0 … vocabularySize − 1. */
  vocabularySize: number;
  /** Length of the vector that stands for an answer. */
  embeddingSize: number;
  /** Draws the first weights: the embedding's, then the linear layer's weight and bias, as PyTorch would with the same seed. */
  generator: Generator;
}

/**
 * The smallest reward model: a vector for each answer, and a linear layer that turns the vector into one number.
 *
 *     score(id) = embeddings[id] · weight + bias
 *
 * It is the model of the course's notebook 07: `nn.Embedding(vocabularySize, embeddingSize)` and `nn.Linear(embeddingSize, 1)`,
 * initialised alike. It knows nothing about answers that it was not trained on.
 */
export class RewardModel implements Scorer<number, number> {
  readonly vocabularySize: number;
  readonly embeddingSize: number;
  /** One vector per answer, [vocabularySize, embeddingSize]. */
  readonly embeddings: tf.Variable<tf.Rank.R2>;
  /** Weight of the linear layer, [1, embeddingSize] (PyTorch's layout: outputs first). */
  readonly weight: tf.Variable<tf.Rank.R2>;
  /** Bias of the linear layer, [1]. */
  readonly bias: tf.Variable<tf.Rank.R1>;

  /** @throws RangeError if a size is not a positive integer */
  constructor({ vocabularySize, embeddingSize, generator }: RewardModelOptions) {
    requireCount("RewardModel", { vocabularySize, embeddingSize });
    this.vocabularySize = vocabularySize;
    this.embeddingSize = embeddingSize;
    const vectors = embeddingWeights(generator, vocabularySize, embeddingSize);
    const linear = linearWeights(generator, embeddingSize, 1);
    this.embeddings = variable<tf.Rank.R2>(vectors, [vocabularySize, embeddingSize]);
    this.weight = variable<tf.Rank.R2>(linear.weight, [1, embeddingSize]);
    this.bias = variable<tf.Rank.R1>(linear.bias, [1]);
  }

  get parameters(): readonly tf.Variable[] {
    return [this.embeddings, this.weight, this.bias];
  }

  /** @throws RangeError if the id is not one of the vocabulary */
  encode(id: number): number {
    if (!Number.isInteger(id) || id < 0 || id >= this.vocabularySize) {
      throw new RangeError(`RewardModel: id ${id} is not one of 0 … ${this.vocabularySize - 1}.`);
    }
    return id;
  }

  prepare(ids: readonly number[]): PreparedBatch {
    const indices = tf.keep(tf.tensor1d(ids as number[], "int32")); // [answers]
    return {
      scores: () => this.scoreIds(indices),
      dispose: () => indices.dispose(),
    };
  }

  /**
   * @param ids answers, e.g. `[10, 11, 12]`
   * @returns their scores, [answers]
   * @throws RangeError if there are none, or an id is not one of the vocabulary
   */
  score(ids: readonly number[]): tf.Tensor1D {
    return scoreItems(this, ids);
  }

  private scoreIds(ids: tf.Tensor1D): tf.Tensor1D {
    return tf.tidy(() => {
      const vectors = tf.gather(this.embeddings, ids); // [answers, embeddingSize]
      const scores = addBias(tf.matMul(vectors, this.weight, false, true), this.bias); // [answers, 1]
      return tf.reshape(scores, [ids.size]) as tf.Tensor1D;
    });
  }

  /** Forward and backward pass in plain numbers; the same numbers as by automatic differentiation, much sooner for a small model. */
  readonly byHand: HandWrittenGradient<number> = {
    scores: (ids) => this.scoresByHand(ids),
    gradients: (ids, slopes) => this.gradientsByHand(ids, slopes),
  };

  private scoresByHand(ids: readonly number[]): Float32Array {
    const { embeddings, weight, bias, size } = this.read();
    return Float32Array.from(ids, (id) => {
      let score = bias;
      for (let k = 0; k < size; k++) score += embeddings[id * size + k]! * weight[k]!;
      return score;
    });
  }

  /**
   * With g_i the derivative of the loss by score i:
   *
   *     ∂L/∂embeddings[id_i] += g_i · weight      ∂L/∂weight = Σ g_i · embeddings[id_i]      ∂L/∂bias = Σ g_i
   */
  private gradientsByHand(ids: readonly number[], slopes: Float32Array): Float32Array[] {
    const { embeddings, weight, size } = this.read();
    const embeddingsGradient = new Float32Array(embeddings.length);
    const weightGradient = new Float32Array(size);
    let biasGradient = 0; // in double precision, where what cancels does so without a rest
    ids.forEach((id, i) => {
      const slope = slopes[i]!;
      for (let k = 0; k < size; k++) {
        embeddingsGradient[id * size + k]! += slope * weight[k]!;
        weightGradient[k]! += slope * embeddings[id * size + k]!;
      }
      biasGradient += slope;
    });
    return [embeddingsGradient, weightGradient, Float32Array.of(biasGradient)];
  }

  private read(): { embeddings: Float32Array; weight: Float32Array; bias: number; size: number } {
    return {
      embeddings: this.embeddings.dataSync<"float32">(),
      weight: this.weight.dataSync<"float32">(),
      bias: this.bias.dataSync<"float32">()[0]!,
      size: this.embeddingSize,
    };
  }

  dispose(): void {
    for (const parameter of this.parameters) parameter.dispose();
  }

  async save(directory: string): Promise<void> {
    const { vocabularySize, embeddingSize } = this;
    await writeModel(directory, "RewardModel", { vocabularySize, embeddingSize }, this.weights());
  }

  /**
   * Reads what {@link save} wrote.
   *
   * @throws Error if the directory holds no `RewardModel`, or its files are damaged or do not fit together
   */
  static load(directory: string): Promise<RewardModel> {
    return readModel(
      directory,
      "RewardModel",
      ({ vocabularySize, embeddingSize }) =>
        new RewardModel({
          vocabularySize: vocabularySize as number,
          embeddingSize: embeddingSize as number,
          generator: new Generator(0), // what it draws is overwritten
        }),
      (model) => model.weights(),
    );
  }

  private weights(): Record<string, tf.Variable> {
    return { "embeddings.weight": this.embeddings, "linear.weight": this.weight, "linear.bias": this.bias };
  }
}

/**
 * scores + bias, whose gradient by the bias is summed in a certain order: each score of the first half with its partner of the second.
 *
 * Of a batch of pairs these are the two answers of each pair, whose slopes cancel exactly, because comparisons say nothing about
 * the bias. In any other order the sum is a rounding error, which Adam blows up to steps of full size.
 *
 * @param scores [answers, 1]
 * @param bias [1]
 */
function addBias(scores: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D {
  const answers = scores.shape[0];
  const add = tf.customGrad((...inputs: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [given, constant] = inputs as [tf.Tensor2D, tf.Tensor1D];
    const biasSlope = (dy: tf.Tensor2D) => {
      if (answers % 2 === 1) return tf.reshape(tf.sum(dy), [1]);
      return tf.reshape(tf.sum(tf.sum(tf.reshape(dy, [2, answers / 2]), 0)), [1]);
    };
    return {
      value: tf.add(given, constant),
      gradFunc: (dy: tf.Tensor) => [dy, biasSlope(dy as tf.Tensor2D)],
    };
  });
  return add(scores, bias) as tf.Tensor2D;
}

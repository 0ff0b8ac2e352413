import { tf } from "../tensor/backend";
import { Generator } from "../tensor/generator";
import { linearWeights } from "../tensor/initialise";
import type { PromptedAnswer } from "./preferenceExample";
import { readModel, writeModel } from "./savedModel";
import { type PreparedBatch, type Scorer, scoreItems } from "./scorer";
import { sparseMatMul, sparseRows } from "./sparseMatMul";
import { type SparseVector, TextFeatures, type TextFeaturesOptions } from "./textFeatures";
import { variable } from "./variable";

export interface TextRewardModelOptions extends TextFeaturesOptions {
  /** Units of the hidden layer (tanh); 0 (default) for none: a linear model, whose weights say what each feature is worth. */
  hiddenSize?: number;
  /**
   * Whether the prompt's words are features too. Default: only with a hidden layer; in a linear model they add the same to both
   * answers of a pair and cancel out.
   */
  readsPrompt?: boolean;
  /** Draws the weights of the hidden layer; needed for one. A linear model starts at 0: every answer scores alike. */
  generator?: Generator;
}

/**
 * A reward model of texts: hashed word and character n-grams and the length (see {@link TextFeatures}), then a linear layer, with
 * one hidden layer in between if wanted.
 *
 *     score(text) = w · x(text)      or      v · tanh(W·x(text) + b)
 *
 * There is no constant at the end: comparisons say nothing about it, and what they leave open an optimiser fills with rounding errors.
 * It learns from hundreds of comparisons in seconds, and generalises as far as words do. An answer is a text, or a text with its prompt.
 */
export class TextRewardModel implements Scorer<string | PromptedAnswer, SparseVector> {
  readonly features: TextFeatures;
  readonly hiddenSize: number;
  readonly readsPrompt: boolean;
  /** [features, hidden units], or [features, 1] without a hidden layer. */
  private readonly input: tf.Variable<tf.Rank.R2>;
  /** [hidden units] and [hidden units, 1]; only with a hidden layer. */
  private readonly hidden?: { bias: tf.Variable<tf.Rank.R1>; output: tf.Variable<tf.Rank.R2> };

  /** @throws RangeError if a size is out of its range, or there is a hidden layer but no generator */
  constructor({
    hiddenSize = 0,
    readsPrompt = hiddenSize > 0,
    generator,
    ...features
  }: TextRewardModelOptions = {}) {
    this.features = new TextFeatures(features);
    if (!Number.isInteger(hiddenSize) || hiddenSize < 0) {
      throw new RangeError(`TextRewardModel: hiddenSize is ${hiddenSize}; expected an integer of 0 or more.`);
    }
    this.hiddenSize = hiddenSize;
    this.readsPrompt = readsPrompt;
    const inputs = this.features.size;
    if (hiddenSize === 0) {
      this.input = variable<tf.Rank.R2>(new Float32Array(inputs), [inputs, 1]);
      return;
    }
    if (generator === undefined) {
      throw new RangeError(
        "TextRewardModel: a hidden layer needs a generator for its first weights, e.g. new Generator(42).",
      );
    }
    // The text's vector has length 1, whatever the number of buckets: weights of size 1 fit, not of size 1/√buckets.
    this.input = variable<tf.Rank.R2>(generator.uniform(-1, 1, inputs * hiddenSize), [inputs, hiddenSize]);
    this.hidden = {
      bias: variable<tf.Rank.R1>(new Float32Array(hiddenSize), [hiddenSize]),
      output: variable<tf.Rank.R2>(linearWeights(generator, hiddenSize, 1).weight, [hiddenSize, 1]),
    };
  }

  get parameters(): readonly tf.Variable[] {
    return Object.values(this.weights());
  }

  /** Reads the features of one answer. */
  encode(item: string | PromptedAnswer): SparseVector {
    const { prompt, answer } = typeof item === "string" ? { prompt: undefined, answer: item } : item;
    if (typeof answer !== "string") {
      throw new TypeError(
        `TextRewardModel: an answer is a text or { prompt, answer }, got ${JSON.stringify(item)}.`,
      );
    }
    return this.features.vector(answer, this.readsPrompt ? prompt : undefined);
  }

  prepare(encoded: readonly SparseVector[]): PreparedBatch {
    const rows = sparseRows(encoded);
    const held = [rows.row, rows.column, rows.value].map((tensor) => tf.keep(tensor));
    return {
      scores: () =>
        tf.tidy(() => {
          const products = sparseMatMul(rows, this.input); // [answers, hidden units or 1]
          const scores =
            this.hidden === undefined
              ? products
              : tf.matMul(tf.tanh(tf.add(products, this.hidden.bias)) as tf.Tensor2D, this.hidden.output);
          return tf.reshape(scores, [encoded.length]) as tf.Tensor1D;
        }),
      dispose: () => tf.dispose(held),
    };
  }

  /**
   * @param items texts, or texts with their prompts
   * @returns their scores, [items]
   */
  score(items: readonly (string | PromptedAnswer)[]): tf.Tensor1D {
    return scoreItems(this, items);
  }

  dispose(): void {
    for (const parameter of this.parameters) parameter.dispose();
  }

  async save(directory: string): Promise<void> {
    const { hiddenSize, readsPrompt } = this;
    const { buckets, wordNgrams, characterNgrams } = this.features;
    const config = { buckets, wordNgrams, characterNgrams, hiddenSize, readsPrompt };
    await writeModel(directory, "TextRewardModel", config, this.weights());
  }

  /**
   * Reads what {@link save} wrote.
   *
   * @throws Error if the directory holds no `TextRewardModel`, or its files are damaged or do not fit together
   */
  static load(directory: string): Promise<TextRewardModel> {
    return readModel(
      directory,
      "TextRewardModel",
      (config) =>
        new TextRewardModel({
          buckets: config.buckets as number,
          wordNgrams: config.wordNgrams as number,
          characterNgrams: config.characterNgrams as number,
          hiddenSize: config.hiddenSize as number,
          readsPrompt: config.readsPrompt === true,
          generator: new Generator(0), // what it draws is overwritten
        }),
      (model) => model.weights(),
    );
  }

  private weights(): Record<string, tf.Variable> {
    return {
      "input.weight": this.input,
      ...(this.hidden && { "hidden.bias": this.hidden.bias, "output.weight": this.hidden.output }),
    };
  }
}

import { tf } from "../tensor/backend";

/** A critic for single answers: one number per prompt, the reward that is expected of an answer to it. */
export class ValueTable {
  /** [prompts], 0 at first. */
  readonly values: tf.Variable<tf.Rank.R1>;

  constructor(prompts: number) {
    this.values = tf.tidy(() => tf.variable(tf.zeros([prompts]) as tf.Tensor1D));
  }

  get parameters(): readonly tf.Variable[] {
    return [this.values];
  }

  /** The values of some prompts, [prompts.length]; differentiable. */
  of(prompts: ArrayLike<number>): tf.Tensor1D {
    return tf.tidy(() => tf.gather(this.values, tf.tensor1d(Array.from(prompts), "int32")) as tf.Tensor1D);
  }

  /** The same as numbers. */
  read(prompts: ArrayLike<number>): number[] {
    const all = this.values.dataSync();
    return Array.from(prompts, (prompt) => all[prompt]!);
  }

  dispose(): void {
    this.values.dispose();
  }
}

import { tf } from "../tensor/backend";

/** Copies of some weights at one moment, to go back to. */
export class WeightSnapshot {
  private copies: tf.Tensor[] = [];

  constructor(private readonly weights: readonly tf.Variable[]) {}

  /** Keeps the weights as they are now, in place of an earlier copy. */
  take(): void {
    this.dispose();
    this.copies = this.weights.map((weight) => tf.keep(tf.clone(weight)));
  }

  /** Puts the weights back; does nothing if {@link take} was never called. */
  restore(): void {
    this.copies.forEach((copy, i) => {
      this.weights[i]!.assign(copy);
    });
  }

  dispose(): void {
    for (const copy of this.copies) copy.dispose();
    this.copies = [];
  }
}

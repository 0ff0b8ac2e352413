import type { RankedItems } from "../reward/preferenceExample";
import type { PreparedBatch, Scorer } from "../reward/scorer";
import { tf } from "../tensor/backend";
import type { RewardObjective } from "./rewardObjective";

/** A judgement whose answers the scorer has encoded. */
export type EncodedRanking<Encoded> = RankedItems<Encoded>;

/** Some judgements, ready to be scored: their answers are on the backend, in an order that suits the loss. */
export class RewardBatch<Encoded> {
  private readonly answers: PreparedBatch;
  private readonly rankings: readonly EncodedRanking<Encoded>[];
  private readonly ties: number;
  private readonly strengths?: tf.Tensor1D;
  /** Length of the longest ranking; 2 for pairs. */
  private readonly longest: number;
  private readonly mask?: tf.Tensor2D;

  /** @param rankings at least one; pairs unless the objective is "plackettLuce" */
  constructor(
    scorer: Pick<Scorer<unknown, Encoded>, "prepare">,
    rankings: readonly EncodedRanking<Encoded>[],
    private readonly objective: RewardObjective,
  ) {
    const clear = rankings.filter(({ tie }) => !tie);
    const tied = rankings.filter(({ tie }) => tie);
    this.rankings = [...clear, ...tied];
    this.ties = tied.length;
    this.longest = Math.max(...rankings.map(({ items }) => items.length));
    const encoded: Encoded[] = [];
    // Rank by rank, so that the better answers of all pairs come first and then the worse ones. Short rankings are padded.
    for (let rank = 0; rank < this.longest; rank++) {
      for (const { items } of this.rankings) encoded.push(items[rank] ?? items[0]!);
    }
    this.answers = scorer.prepare(encoded);
    if (objective.strengthMargin > 0 && clear.length > 0) {
      this.strengths = tf.tensor1d(clear.map(({ strength }) => strength));
    }
    if (this.rankings.some(({ items }) => items.length < this.longest)) {
      const present = this.rankings.map(({ items }) =>
        Array.from({ length: this.longest }, (_, rank) => (rank < items.length ? 1 : 0)),
      );
      this.mask = tf.tensor2d(present);
    }
  }

  /** Number of judgements. */
  get size(): number {
    return this.rankings.length;
  }

  /**
   * Scores the answers and compares them; to be called where gradients are taken, or in `tf.tidy`.
   *
   * @returns the mean loss of the judgements, and all scores as {@link leads} takes them
   */
  evaluate(): { loss: tf.Scalar; scores: tf.Tensor1D } {
    const scores = this.answers.scores(); // [longest · rankings]
    if (this.objective.loss === "plackettLuce") {
      const table = tf.transpose(tf.reshape(scores, [this.longest, this.size])) as tf.Tensor2D; // [rankings, longest]
      return { loss: this.objective.ofRankings(table, this.mask), scores };
    }
    const [better, worse] = tf.split(scores, 2) as [tf.Tensor1D, tf.Tensor1D]; // [pairs] each
    return {
      loss: this.objective.ofPairs({ better, worse, ties: this.ties, strengths: this.strengths }),
      scores,
    };
  }

  /** By how much the better answer of every pair leads, ties left out: its score minus the other's. Appended to `into`. */
  leads(scores: Float32Array, into: number[]): void {
    const { size } = this;
    this.rankings.forEach(({ items, tie }, row) => {
      if (tie) return;
      for (let better = 0; better < items.length; better++) {
        for (let worse = better + 1; worse < items.length; worse++) {
          into.push(scores[better * size + row]! - scores[worse * size + row]!);
        }
      }
    });
  }

  dispose(): void {
    this.answers.dispose();
    this.strengths?.dispose();
    this.mask?.dispose();
  }
}

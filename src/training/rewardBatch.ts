import type { RankedItems } from "../reward/preferenceExample";
import type { PreparedBatch, Scorer } from "../reward/scorer";
import { tf } from "../tensor/backend";
import { pairLossByHand } from "./pairLossByHand";
import type { RewardObjective } from "./rewardObjective";

/** A judgement whose answers the scorer has encoded. */
export type EncodedRanking<Encoded> = RankedItems<Encoded>;

/** Some judgements, ready to be scored, their answers in an order that suits the loss. */
export class RewardBatch<Encoded> {
  private readonly rankings: readonly EncodedRanking<Encoded>[];
  private readonly ties: number;
  /** Strengths of the judgements that are no ties. */
  private readonly strengths: number[];
  /** Length of the longest ranking; 2 for pairs. */
  private readonly longest: number;
  /** Rank by rank, so that the better answers of all pairs come first and then the worse ones. Short rankings are padded. */
  private readonly answers: Encoded[] = [];
  /** What the backend holds, as soon as it is needed. */
  private tensors?: { answers: PreparedBatch; strengths?: tf.Tensor1D; mask?: tf.Tensor2D };

  /** @param rankings at least one; pairs unless the objective is "plackettLuce" */
  constructor(
    private readonly scorer: Pick<Scorer<unknown, Encoded>, "prepare" | "byHand">,
    rankings: readonly EncodedRanking<Encoded>[],
    private readonly objective: RewardObjective,
  ) {
    const clear = rankings.filter(({ tie }) => !tie);
    const tied = rankings.filter(({ tie }) => tie);
    this.rankings = [...clear, ...tied];
    this.ties = tied.length;
    this.strengths = clear.map(({ strength }) => strength);
    this.longest = Math.max(...rankings.map(({ items }) => items.length));
    for (let rank = 0; rank < this.longest; rank++) {
      for (const { items } of this.rankings) this.answers.push(items[rank] ?? items[0]!);
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
    this.tensors ??= this.upload();
    const { answers, strengths, mask } = this.tensors;
    const scores = answers.scores(); // [longest · rankings]
    if (this.objective.loss === "plackettLuce") {
      const table = tf.transpose(tf.reshape(scores, [this.longest, this.size])) as tf.Tensor2D; // [rankings, longest]
      return { loss: this.objective.ofRankings(table, mask), scores };
    }
    const [better, worse] = tf.split(scores, 2) as [tf.Tensor1D, tf.Tensor1D]; // [pairs] each
    return { loss: this.objective.ofPairs({ better, worse, ties: this.ties, strengths }), scores };
  }

  /**
   * The same in plain numbers, with the gradient by each of the scorer's parameters.
   *
   * @throws TypeError if the scorer or the objective has no hand-written gradient
   */
  evaluateByHand(): { loss: number; scores: Float32Array; gradients: Float32Array[] } {
    const { byHand } = this.scorer;
    const { pairSettings } = this.objective;
    if (byHand === undefined || pairSettings === undefined)
      throw new TypeError("RewardBatch: no hand-written gradient.");
    const scores = byHand.scores(this.answers);
    const { loss, slopes } = pairLossByHand(scores, this.ties, this.strengths, pairSettings);
    return { loss, scores, gradients: byHand.gradients(this.answers, slopes) };
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
    this.tensors?.answers.dispose();
    this.tensors?.strengths?.dispose();
    this.tensors?.mask?.dispose();
    this.tensors = undefined;
  }

  private upload(): { answers: PreparedBatch; strengths?: tf.Tensor1D; mask?: tf.Tensor2D } {
    // Called where gradients are taken, hence `keep`: what is made there is disposed at the end of the step.
    const strengths =
      this.objective.strengthMargin > 0 && this.strengths.length > 0
        ? tf.keep(tf.tensor1d(this.strengths))
        : undefined;
    const ragged = this.rankings.some(({ items }) => items.length < this.longest);
    const present = this.rankings.map(({ items }) =>
      Array.from({ length: this.longest }, (_, rank) => (rank < items.length ? 1 : 0)),
    );
    return {
      answers: this.scorer.prepare(this.answers),
      strengths,
      mask: ragged ? tf.keep(tf.tensor2d(present)) : undefined,
    };
  }
}

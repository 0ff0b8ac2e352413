import { join } from "node:path";
import { tf } from "../tensor/backend";
import { requireChoice, requireNotNegative } from "./requireOption";
import { RewardModel } from "./rewardModel";
import { readConfig, writeConfig } from "./savedModel";
import { type PreparedBatch, type Scorer, scoreItems } from "./scorer";
import { TextRewardModel } from "./textRewardModel";

/** How the scores of the members become one. */
export type EnsembleAggregate = "mean" | "minimum" | "meanMinusDeviation";

export interface RewardEnsembleOptions {
  /**
   * - "mean" (default): the members' average;
   * - "minimum": the most pessimistic member decides;
   * - "meanMinusDeviation": mean − k·(standard deviation over the members).
   */
  aggregate?: EnsembleAggregate;
  /** k of "meanMinusDeviation". Default 1. */
  deviations?: number;
}

/**
 * Several reward models as one. Members that were trained on different samples or from different first weights agree on answers like
 * those of their data and disagree elsewhere; the two pessimistic aggregates so resist over-optimisation.
 *
 *     mean_i s_i        min_i s_i        mean_i s_i − k·√( Σ_i (s_i − mean)² / n )
 *
 * Sources: Coste et al. (2023), Reward Model Ensembles Help Mitigate Overoptimization, section 3.3 (worst-case and uncertainty-weighted
 * optimisation; there the variance is subtracted, here the standard deviation, which has the unit of the scores).
 *
 * Members are trained one by one; they belong to the ensemble, which disposes them. Scores of models trained apart share no zero: use
 * `centering` in their training, or compare answers to the same prompt only.
 */
export class RewardEnsemble<Item, Encoded = unknown> implements Scorer<Item, readonly Encoded[]> {
  readonly aggregate: EnsembleAggregate;
  readonly deviations: number;

  /** @throws RangeError if there are no members, the aggregate is unknown or k is negative */
  constructor(
    readonly members: readonly Scorer<Item, Encoded>[],
    { aggregate = "mean", deviations = 1 }: RewardEnsembleOptions = {},
  ) {
    if (members.length === 0)
      throw new RangeError("RewardEnsemble: members is empty; give at least one model.");
    requireChoice("RewardEnsemble", "aggregate", aggregate, ["mean", "minimum", "meanMinusDeviation"]);
    requireNotNegative("RewardEnsemble", { deviations });
    this.aggregate = aggregate;
    this.deviations = deviations;
  }

  get parameters(): readonly tf.Variable[] {
    return this.members.flatMap((member) => [...member.parameters]);
  }

  encode(item: Item): readonly Encoded[] {
    return this.members.map((member) => member.encode(item));
  }

  prepare(encoded: readonly (readonly Encoded[])[]): PreparedBatch {
    const batches = this.members.map((member, i) => member.prepare(encoded.map((item) => item[i]!)));
    return {
      scores: () =>
        tf.tidy(() => this.combine(tf.stack(batches.map((batch) => batch.scores())) as tf.Tensor2D)),
      dispose: () => {
        for (const batch of batches) batch.dispose();
      },
    };
  }

  /** The combined scores, [items]. */
  score(items: readonly Item[]): tf.Tensor1D {
    return scoreItems(this, items);
  }

  /** Each member's scores, [members, items]. */
  scoreEach(items: readonly Item[]): tf.Tensor2D {
    return tf.tidy(() => tf.stack(this.members.map((member) => member.score(items))) as tf.Tensor2D);
  }

  dispose(): void {
    for (const member of this.members) member.dispose();
  }

  /** Writes `config.json`, and each member into a directory `member-0`, `member-1` … of its own. */
  async save(directory: string): Promise<void> {
    const { aggregate, deviations, members } = this;
    for (const [i, member] of members.entries()) await member.save(join(directory, `member-${i}`));
    await writeConfig(directory, "RewardEnsemble", { aggregate, deviations, members: members.length });
  }

  /**
   * Reads what {@link save} wrote, of members that are `RewardModel`s or `TextRewardModel`s.
   *
   * @throws Error if the directory or one of its members holds something else, or files are damaged or missing
   */
  static async load<Item>(directory: string): Promise<RewardEnsemble<Item>> {
    const { aggregate, deviations, members } = await readConfig(directory, ["RewardEnsemble"]);
    if (!Number.isInteger(members) || (members as number) < 1) {
      throw new Error(
        `${join(directory, "config.json")}: members is ${JSON.stringify(members)}; expected their number.`,
      );
    }
    const loaded: Scorer<Item>[] = [];
    try {
      for (let i = 0; i < (members as number); i++)
        loaded.push(await loadMember<Item>(join(directory, `member-${i}`)));
      const options = { aggregate: aggregate as EnsembleAggregate, deviations: deviations as number };
      return new RewardEnsemble<Item>(loaded, options);
    } catch (error) {
      for (const member of loaded) member.dispose();
      throw error;
    }
  }

  /** [members, items] → [items] */
  private combine(scores: tf.Tensor2D): tf.Tensor1D {
    if (this.aggregate === "minimum") return tf.min(scores, 0);
    const mean = tf.mean(scores, 0) as tf.Tensor1D;
    if (this.aggregate === "mean") return mean;
    const variance = tf.mean(tf.square(tf.sub(scores, mean)), 0);
    // The root's slope is infinite at 0, where members agree exactly (or are one): a variance below 1e-12 counts as that.
    const deviation = tf.sqrt(tf.maximum(variance, 1e-12));
    return tf.sub(mean, tf.mul(deviation, this.deviations));
  }
}

async function loadMember<Item>(directory: string): Promise<Scorer<Item>> {
  const { type } = await readConfig(directory, ["RewardModel", "TextRewardModel"]);
  const model: Scorer<never> =
    type === "RewardModel" ? await RewardModel.load(directory) : await TextRewardModel.load(directory);
  return model as Scorer<Item>;
}

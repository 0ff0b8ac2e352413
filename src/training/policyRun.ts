import type { CategoricalPolicy } from "../policy/categoricalPolicy";
import { tf } from "../tensor/backend";
import type { Generator } from "../tensor/generator";
import type { Optimiser } from "../tensor/optimiser";
import { entropy } from "./entropy";
import { klEstimate, klPenalty } from "./klEstimators";
import type { KlSettings } from "./klPenaltyOptions";

/** Answers that the policy gave, in groups: K answers to each of some prompts. All lists are [groups · K], group by group. */
export interface Rollout {
  /** Number of groups. */
  groups: number;
  /** Position of each answer's prompt. */
  prompts: Int32Array;
  /** Position of each answer. */
  answers: Int32Array;
  /** What each answer is worth, without any penalty. */
  rewards: Float32Array;
  /** log π of each answer under the policy that gave it. */
  logProbs: Float32Array;
  /** log π_ref of each answer. */
  referenceLogProbs: Float32Array;
}

/** What a step reports; names as in the metric glossary. */
export interface ObjectiveMetrics {
  loss: number;
  sampledReward?: number;
  zeroVarianceGroups?: number;
  clipFraction?: number;
  valueLoss?: number;
}

/** One way to improve a policy: what one step does, and what it owns. */
export interface Objective {
  step(): ObjectiveMetrics;
  dispose(): void;
}

export interface PolicyRunOptions {
  policy: CategoricalPolicy;
  reference: CategoricalPolicy;
  /** [prompts][answers] */
  rewards: readonly (readonly number[])[];
  optimiser: Optimiser;
  generator?: Generator;
  kl: KlSettings;
  entropyCoefficient: number;
  promptsPerStep: number;
  samplesPerPrompt: number;
}

/** What all objectives are made of: answers, penalised rewards, penalties in the loss, and a step of the optimiser. */
export class PolicyRun {
  readonly policy: CategoricalPolicy;
  readonly reference: CategoricalPolicy;
  /** [prompts][answers] */
  readonly rewards: readonly (readonly number[])[];
  readonly kl: KlSettings;
  readonly samplesPerPrompt: number;
  /** log π_ref of all answers, [prompts][answers]. */
  readonly referenceLogProbs: readonly (readonly number[])[];
  /** What {@link logProbTable} read last, and of which logits. */
  private logProbs?: { dataId: object; table: number[][] };

  constructor(private readonly options: PolicyRunOptions) {
    this.policy = options.policy;
    this.reference = options.reference;
    this.rewards = options.rewards;
    this.kl = options.kl;
    this.samplesPerPrompt = options.samplesPerPrompt;
    this.referenceLogProbs = this.reference.logProbTable();
  }

  /** How many answers a step looks at. */
  get answersPerStep(): number {
    return this.options.promptsPerStep * this.samplesPerPrompt;
  }

  /** log π of all answers with the policy as it is now, as numbers, [prompts][answers]; read once for the same logits. */
  logProbTable(): number[][] {
    const { dataId } = this.policy.logits; // another one as soon as something is assigned
    if (this.logProbs?.dataId !== dataId) this.logProbs = { dataId, table: this.policy.logProbTable() };
    return this.logProbs.table;
  }

  /** Where the samples' randomness comes from. */
  get generator(): Generator {
    const { generator } = this.options;
    if (generator === undefined) {
      throw new RangeError(
        "PolicyTrainer: this objective samples answers; give it a generator, e.g. new Generator(42).",
      );
    }
    return generator;
  }

  /** Price of KL at this step. */
  get klCoefficient(): number {
    return this.kl.controller.coefficient;
  }

  /** Has the policy, as it is now, answer some prompts: all of them, or `promptsPerStep` drawn at random. */
  sample(): Rollout {
    const { policy, generator, samplesPerPrompt } = this;
    const { promptsPerStep } = this.options;
    const all = policy.prompts.length;
    const asked =
      promptsPerStep < all
        ? generator.randperm(all).slice(0, promptsPerStep)
        : Int32Array.from({ length: all }, (_, i) => i);
    const answers = policy.sample(samplesPerPrompt, generator, asked);
    const prompts = Int32Array.from(answers, (_, i) => asked[Math.floor(i / samplesPerPrompt)]!);
    const logProbs = this.logProbTable();
    const pick = (from: readonly (readonly number[])[]) =>
      Float32Array.from(answers, (answer, i) => from[prompts[i]!]![answer]!);
    return {
      groups: asked.length,
      prompts,
      answers,
      rewards: pick(this.rewards),
      logProbs: pick(logProbs),
      referenceLogProbs: pick(this.referenceLogProbs),
    };
  }

  /** Cuts a list of a rollout into its groups, [groups][K]. */
  grouped(list: ArrayLike<number>): number[][] {
    const size = this.samplesPerPrompt;
    return Array.from({ length: list.length / size }, (_, group) =>
      Array.from({ length: size }, (_, i) => list[group * size + i]!),
    );
  }

  /** Rewards, less β·k of each answer if the penalty is placed in the reward, [groups][K]. */
  penalisedRewards({ rewards, logProbs, referenceLogProbs }: Rollout): number[][] {
    const beta = this.kl.placement === "reward" ? this.klCoefficient : 0;
    if (beta === 0) return this.grouped(rewards);
    const estimates = tf.tidy(() =>
      klEstimate(
        { logProbs: tf.tensor1d(logProbs), referenceLogProbs: tf.tensor1d(referenceLogProbs) },
        this.kl.estimator,
      ),
    );
    const penalties = estimates.dataSync();
    estimates.dispose();
    return this.grouped(rewards.map((reward, i) => reward - beta * penalties[i]!));
  }

  /** π / π_old of each answer of a rollout, with the policy as it is now. */
  ratios({ prompts, answers, logProbs }: Rollout): Float32Array {
    const now = this.logProbTable();
    return Float32Array.from(answers, (answer, i) => Math.exp(now[prompts[i]!]![answer]! - logProbs[i]!));
  }

  /** β·mean k of the answers, if the penalty is placed in the loss and β is not 0. */
  klInLoss(logProbs: tf.Tensor, referenceLogProbs: tf.Tensor): tf.Tensor | undefined {
    if (this.kl.placement !== "loss" || this.klCoefficient === 0) return undefined;
    const penalty = klPenalty({ logProbs, referenceLogProbs }, { estimator: this.kl.estimator });
    return tf.mul(penalty, this.klCoefficient);
  }

  /** −c·(mean entropy of the policy at these prompts), if c is not 0. */
  entropyInLoss(prompts?: ArrayLike<number>): tf.Tensor | undefined {
    const { entropyCoefficient } = this.options;
    if (entropyCoefficient === 0) return undefined;
    const { logits } = this.policy;
    const rows =
      prompts === undefined ? logits : tf.gather(logits, tf.tensor1d(Array.from(prompts), "int32"));
    return tf.mul(entropy({ logits: rows }), -entropyCoefficient);
  }

  /**
   * One step of the optimiser on the sum of some losses.
   *
   * @param losses called where gradients are taken; undefined ones are skipped
   * @param others weights beside the policy's, e.g. a value table's
   * @returns the sum before the step
   */
  minimise(losses: () => readonly (tf.Tensor | undefined)[], others: readonly tf.Variable[] = []): number {
    const loss = this.options.optimiser.minimise(() => {
      const parts = losses().filter((part): part is tf.Tensor => part !== undefined);
      return (parts.length === 1 ? parts[0]! : tf.addN(parts)) as tf.Scalar;
    }, [...(this.policy.parameters as tf.Variable[]), ...others]);
    const value = loss.dataSync()[0]!;
    loss.dispose();
    return value;
  }
}

/** Arithmetic mean. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

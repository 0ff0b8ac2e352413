import type { CategoricalPolicy } from "../policy/categoricalPolicy";
import { requireChoice, requireCount, requireNotNegative } from "../reward/requireOption";
import type { Generator } from "../tensor/generator";
import { adam, type Optimiser } from "../tensor/optimiser";
import { EventLoopTurns } from "./eventLoop";
import { type ExpectedRewardOptions, expectedRewardObjective } from "./expectedRewardObjective";
import { type GrpoObjectiveOptions, grpoObjective } from "./grpoObjective";
import { type KlOptions, klSettings } from "./klPenaltyOptions";
import { mean, type Objective, type ObjectiveMetrics, PolicyRun } from "./policyRun";
import { type PpoOptions, ppoObjective } from "./ppoObjective";
import { type ReinforceOptions, reinforceObjective } from "./reinforceObjective";
import { requireFinite } from "./requireFinite";
import { type Reward, rewardTable } from "./rewardTable";
import { type RlooOptions, rlooObjective } from "./rlooObjective";

/** Which objective, and its own options. */
export type PolicyObjectiveOptions =
  | ExpectedRewardOptions
  | ReinforceOptions
  | RlooOptions
  | GrpoObjectiveOptions
  | PpoOptions;

/** "expectedReward", "reinforce", "rloo", "grpo" or "ppo". */
export type PolicyObjectiveName = PolicyObjectiveOptions["objective"];

/** All of them, for messages and loops. */
export const POLICY_OBJECTIVES: readonly PolicyObjectiveName[] = [
  "expectedReward",
  "reinforce",
  "rloo",
  "grpo",
  "ppo",
];

/** What all objectives have in common. */
export interface PolicyTrainerCommonOptions {
  /** What answers are worth: a function (prompt, answer), a table [prompts][answers], or for one prompt a list [answers]. */
  reward: Reward;
  /** Step size of Adam. Default 0.01. */
  learningRate?: number;
  /** Steps of a call of `train`. Default 100. */
  steps?: number;
  /** Where samples come from; needed by all objectives but "expectedReward". */
  generator?: Generator;
  /** Answers sampled per prompt and step, K. Default 8. */
  samplesPerPrompt?: number;
  /** Prompts per step, drawn at random without repetition. Default: all. */
  promptsPerStep?: number;
  /** Price of moving away from the reference. Default: none. */
  kl?: KlOptions;
  /** What KL is measured to; it is copied. Default: the policy as it is when the trainer is made. */
  reference?: CategoricalPolicy;
  /** Weight c of the bonus c·entropy, which keeps the policy from settling too early. Default 0. */
  entropyCoefficient?: number;
}

export type PolicyTrainerOptions = PolicyTrainerCommonOptions & PolicyObjectiveOptions;

/** What is known after each step; the policy's metrics are exact and mean values over all prompts. */
export interface PolicyMetrics extends ObjectiveMetrics {
  /** Expected reward Σ π·r. */
  reward: number;
  /** KL(policy ‖ reference), nats. */
  kl: number;
  /** Entropy of the policy, nats. */
  entropy: number;
  /** β of the step; 0 without a penalty. */
  klCoefficient: number;
}

export interface PolicyProgress extends PolicyMetrics {
  /** 1 for the first one. */
  step: number;
  steps: number;
  /** π after the step, [prompts][answers]. */
  probabilities: number[][];
}

export interface PolicyTrainingRun {
  /** Called after each step; training waits if it returns a promise. */
  onStep?: (progress: PolicyProgress) => void | Promise<void>;
  /** Stops the training: `train` rejects with the signal's reason and the policy keeps the weights that it has then. */
  signal?: AbortSignal;
}

/** One number per metric and step: `history.reward[0]` was measured after the first step. See the metric glossary. */
export interface PolicyHistory {
  /** 1, 2, 3 … */
  step: number[];
  loss: number[];
  reward: number[];
  kl: number[];
  entropy: number[];
  klCoefficient: number[];
  /** Mean reward of the sampled answers. */
  sampledReward?: number[];
  /** Groups whose answers all had the same reward, so that nothing could be learned from comparing them. */
  zeroVarianceGroups?: number[];
  /** Share of the ratios outside of the clip range, "grpo" and "ppo". */
  clipFraction?: number[];
  /** Loss of the learned values, where there are any. */
  valueLoss?: number[];
}

/**
 * Trains a categorical policy to give answers of high reward.
 *
 *     const trainer = new PolicyTrainer(policy, { objective: "rloo", reward: scores, generator: new Generator(1), kl: { coefficient: 0.1 } });
 *     const history = await trainer.train();
 *
 * What an objective does is in its own file, from sampling to the step; this class loops, measures and stops. Calling `train`
 * again goes on with the optimiser's state, the learned values and the adapted β.
 */
export class PolicyTrainer {
  private readonly run: PolicyRun;
  private readonly objective: Objective;
  private readonly optimiser: Optimiser;
  private readonly reference: CategoricalPolicy;
  private readonly steps: number;

  /** @throws RangeError if an option has a value outside of its range, or does not fit the policy; the message says what is valid */
  constructor(
    readonly policy: CategoricalPolicy,
    options: PolicyTrainerOptions,
  ) {
    const { reward, generator, kl, reference = policy } = options;
    const { learningRate = 0.01, steps = 100, samplesPerPrompt = 8, entropyCoefficient = 0 } = options;
    const { promptsPerStep = policy.prompts.length } = options;
    requireChoice("PolicyTrainer", "objective", options.objective, POLICY_OBJECTIVES);
    requireNotNegative("PolicyTrainer", { learningRate, entropyCoefficient });
    requireCount("PolicyTrainer", { steps, samplesPerPrompt, promptsPerStep });
    if (promptsPerStep > policy.prompts.length) {
      throw new RangeError(
        `PolicyTrainer: promptsPerStep is ${promptsPerStep}, but there are ${policy.prompts.length} prompts.`,
      );
    }
    if (options.objective !== "expectedReward" && generator === undefined) {
      throw new RangeError(
        `PolicyTrainer: objective "${options.objective}" samples answers; give it a generator, e.g. new Generator(42).`,
      );
    }
    policy.requireLike("PolicyTrainer", reference);
    const rewards = rewardTable(reward, policy);
    const settings = klSettings(kl, defaultPlacement(options.objective));
    this.steps = steps;
    this.optimiser = adam({ learningRate });
    this.reference = reference.copy();
    this.run = new PolicyRun({
      policy,
      reference: this.reference,
      rewards,
      optimiser: this.optimiser,
      generator,
      kl: settings,
      entropyCoefficient,
      promptsPerStep,
      samplesPerPrompt,
    });
    try {
      this.objective = objectiveOf(this.run, options);
    } catch (error) {
      this.reference.dispose();
      this.optimiser.dispose();
      throw error;
    }
  }

  /**
   * @returns one number per metric and step
   * @throws NonFiniteError if a step makes the loss or another metric NaN or infinite; it names step and metric
   * @throws the signal's reason if it is aborted
   */
  async train({ onStep, signal }: PolicyTrainingRun = {}): Promise<PolicyHistory> {
    const { controller } = this.run.kl;
    const eventLoop = new EventLoopTurns();
    const history: PolicyHistory = { step: [], loss: [], reward: [], kl: [], entropy: [], klCoefficient: [] };
    for (let step = 1; step <= this.steps; step++) {
      signal?.throwIfAborted();
      const worst =
        this.run
          .logProbTable()
          .flat()
          .find((logProb) => !Number.isFinite(logProb)) ?? 0;
      requireFinite("PolicyTrainer", step, { logProb: worst });
      const klCoefficient = controller.coefficient;
      const stepMetrics = this.objective.step();
      const { probabilities, ...policyMetrics } = this.measure();
      const metrics: PolicyMetrics = { ...stepMetrics, ...policyMetrics, klCoefficient };
      requireFinite("PolicyTrainer", step, { ...metrics });
      controller.update(metrics.kl, this.run.answersPerStep);
      history.step.push(step);
      for (const [name, value] of Object.entries(metrics)) {
        const list = history[name as keyof PolicyMetrics];
        if (list === undefined) history[name as keyof PolicyMetrics] = [value];
        else list.push(value);
      }
      await onStep?.({ ...metrics, step, steps: this.steps, probabilities });
      if (eventLoop.isDue()) await eventLoop.turn();
    }
    return history;
  }

  /** Frees the optimiser's state, the reference and what the objective holds; the policy lives on. */
  dispose(): void {
    this.objective.dispose();
    this.optimiser.dispose();
    this.reference.dispose();
  }

  private measure(): { reward: number; kl: number; entropy: number; probabilities: number[][] } {
    const { rewards, referenceLogProbs } = this.run;
    const logProbs = this.run.logProbTable();
    const probabilities = logProbs.map((row) => row.map(Math.exp));
    const expected = (value: (prompt: number, answer: number) => number) =>
      mean(
        probabilities.map((row, prompt) =>
          row.reduce((sum, p, answer) => (p === 0 ? sum : sum + p * value(prompt, answer)), 0),
        ),
      );
    return {
      reward: expected((prompt, answer) => rewards[prompt]![answer]!),
      kl: expected((prompt, answer) => logProbs[prompt]![answer]! - referenceLogProbs[prompt]![answer]!),
      entropy: expected((prompt, answer) => -logProbs[prompt]![answer]!),
      probabilities,
    };
  }
}

function defaultPlacement(objective: PolicyObjectiveName): "reward" | "loss" | "exact" {
  if (objective === "expectedReward") return "exact";
  return objective === "grpo" ? "loss" : "reward";
}

function objectiveOf(run: PolicyRun, options: PolicyTrainerOptions): Objective {
  switch (options.objective) {
    case "expectedReward":
      return expectedRewardObjective(run);
    case "reinforce":
      return reinforceObjective(run, options);
    case "rloo":
      return rlooObjective(run);
    case "grpo":
      return grpoObjective(run, options);
    case "ppo":
      return ppoObjective(run, options);
  }
}

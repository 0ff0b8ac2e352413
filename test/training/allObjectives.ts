import type { PolicyObjectiveOptions, PolicyTrainerCommonOptions } from "../../src/training/policyTrainer";

/** Options of one objective, and any of the common ones. */
export type OwnOptions = PolicyObjectiveOptions & Partial<PolicyTrainerCommonOptions>;

/** All objectives, with whatever they need beside the reward. */
export const objectives: [string, OwnOptions][] = [
  ["expectedReward", { objective: "expectedReward" }],
  ["reinforce", { objective: "reinforce", baseline: "none" }],
  ["reinforce, mean", { objective: "reinforce", baseline: "mean" }],
  ["reinforce, value", { objective: "reinforce", baseline: "value" }],
  ["rloo", { objective: "rloo" }],
  ["grpo", { objective: "grpo", iterations: 2 }],
  ["bnpo", { objective: "grpo", lossType: "bnpo", scaling: "batch" }],
  ["drGrpo", { objective: "grpo", lossType: "drGrpo" }],
  ["ppo", { objective: "ppo", epochs: 2, miniBatches: 2 }],
];

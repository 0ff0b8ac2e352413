/** What a metric of a training history is called and means. */
export interface MetricDescription {
  /** For a chart's axis or legend. */
  label: string;
  /** "" for a number without unit. */
  unit: string;
  /** One sentence for whoever sees it for the first time. */
  meaning: string;
  /** What it should do while training goes well. */
  good: "rises" | "falls" | "watch";
}

/** Every metric of the histories that `RewardTrainer`, `PolicyTrainer` and `DirectPreferenceTrainer` return, by its name there. */
export const metricGlossary = {
  loss: {
    label: "Loss",
    unit: "",
    meaning:
      "What the optimiser minimises, mean per judgement or answer; of policy gradients its value means nothing.",
    good: "falls",
  },
  totalLoss: {
    label: "Total loss",
    unit: "",
    meaning: "Sum of the losses of an epoch's judgements.",
    good: "falls",
  },
  accuracy: {
    label: "Accuracy",
    unit: "share of pairs",
    meaning:
      "Share of the pairs in which the preferred answer scores higher (of a policy: gained more probability).",
    good: "rises",
  },
  margin: {
    label: "Margin",
    unit: "",
    meaning:
      "By how much the preferred answer leads on average: in score, or for a policy in log π/π_ref (nats).",
    good: "rises",
  },
  calibrationError: {
    label: "Calibration error",
    unit: "probability",
    meaning: "Mean distance between how sure σ(lead) is and how often it is right, in ten bins.",
    good: "falls",
  },
  reward: {
    label: "Expected reward",
    unit: "reward",
    meaning: "Mean reward of the policy's answers, each counted with its probability; exact.",
    good: "rises",
  },
  sampledReward: {
    label: "Sampled reward",
    unit: "reward",
    meaning: "Mean reward of the answers that were sampled at this step, before any penalty.",
    good: "rises",
  },
  kl: {
    label: "KL to the reference",
    unit: "nats",
    meaning: "How far the policy has moved: KL(policy ‖ reference), mean over prompts; exact.",
    good: "watch",
  },
  klCoefficient: {
    label: "KL coefficient β",
    unit: "reward per nat",
    meaning: "What one nat of KL costs at this step.",
    good: "watch",
  },
  entropy: {
    label: "Entropy",
    unit: "nats",
    meaning:
      "How undecided the policy is: 0 if it always gives one answer, log n if all n are equally likely.",
    good: "watch",
  },
  zeroVarianceGroups: {
    label: "Groups without contrast",
    unit: "groups",
    meaning: "Prompts whose sampled answers all had the same reward, so that comparing them teaches nothing.",
    good: "falls",
  },
  clipFraction: {
    label: "Clip fraction",
    unit: "share of answers",
    meaning: "Share of the probability ratios π/π_old outside of the clip range when a step began.",
    good: "watch",
  },
  valueLoss: {
    label: "Value loss",
    unit: "reward²",
    meaning: "Half the mean squared error of the learned values.",
    good: "falls",
  },
  chosenLogProb: {
    label: "log π of chosen answers",
    unit: "nats",
    meaning:
      "How likely the preferred answers have become; it may fall although they gain on the rejected ones.",
    good: "watch",
  },
} as const satisfies Record<string, MetricDescription>;

/** Name of a metric in a history. */
export type MetricName = keyof typeof metricGlossary;

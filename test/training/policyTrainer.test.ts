import assert from "node:assert/strict";
import { test } from "node:test";
import { CategoricalPolicy } from "../../src/policy/categoricalPolicy";
import { tf } from "../../src/tensor/backend";
import { Generator } from "../../src/tensor/generator";
import { adam } from "../../src/tensor/optimiser";
import { grpoAdvantages } from "../../src/training/grpoAdvantages";
import { grpoLoss } from "../../src/training/grpoLoss";
import { klPenalty } from "../../src/training/klEstimators";
import { klRegularisedRewardLoss } from "../../src/training/klRegularisedRewardLoss";
import { PolicyTrainer, type PolicyTrainerOptions } from "../../src/training/policyTrainer";
import { ppoPolicyLoss } from "../../src/training/ppoPolicyLoss";
import { reinforceLoss } from "../../src/training/reinforceLoss";
import { NonFiniteError } from "../../src/training/requireFinite";
import { rlooAdvantages } from "../../src/training/rlooAdvantages";
import { whiten } from "../../src/training/whiten";
import { type OwnOptions, objectives } from "./allObjectives";

const reward = [
  [1, 0, 0.5, -1],
  [0, 2, 1, 0.2],
];
const logits = [
  [0.3, -0.2, 0.1, 0],
  [0, 0, 0.5, -0.5],
];
const K = 6;
const make = () => new CategoricalPolicy({ answers: 4, prompts: 2, logits });

/** The answers that a trainer with the same seed samples at its first step, and everything known about them. */
function firstRollout(seed: number) {
  const policy = make();
  const reference = new CategoricalPolicy({ answers: 4, prompts: 2 });
  const answers = [...policy.sample(K, new Generator(seed))];
  const prompts = answers.map((_, i) => Math.floor(i / K));
  const pick = (table: number[][]) => answers.map((answer, i) => table[prompts[i]!]![answer]!);
  const rollout = {
    answers,
    prompts,
    rewards: pick(reward),
    logProbs: pick(policy.logProbTable()),
    referenceLogProbs: pick(reference.logProbTable()),
  };
  policy.dispose();
  reference.dispose();
  return rollout;
}

const grouped = (list: number[]) => [list.slice(0, K), list.slice(K)];

/** One step of a trainer, and one of Adam on a loss that is put together here; loss and logits must agree. */
async function assertStepEquals(
  own: OwnOptions,
  loss: (policy: CategoricalPolicy, rollout: ReturnType<typeof firstRollout>) => tf.Scalar,
): Promise<void> {
  const seed = 21;
  const reference = new CategoricalPolicy({ answers: 4, prompts: 2 });
  const policy = make();
  const generator = new Generator(seed);
  const options = { reward, reference, generator, samplesPerPrompt: K, learningRate: 0.1, steps: 1 };
  const trainer = new PolicyTrainer(policy, { ...options, ...own } as PolicyTrainerOptions);
  const history = await trainer.train();

  const expected = make();
  const optimiser = adam({ learningRate: 0.1 });
  const rollout = firstRollout(seed);
  const value = optimiser.minimise(() => loss(expected, rollout), expected.parameters);
  assert.ok(
    Math.abs(history.loss[0]! - value.dataSync()[0]!) < 1e-5,
    `${history.loss[0]} ${value.dataSync()[0]}`,
  );
  const actual = policy.logits.dataSync();
  expected.logits.dataSync().forEach((logit, i) => {
    assert.ok(Math.abs(actual[i]! - logit) < 2e-5, `logit ${i}: ${actual[i]} instead of ${logit}`);
  });
  value.dispose();
  for (const owner of [reference, policy, trainer, expected, optimiser]) owner.dispose();
}

test("a step on the expected reward is one of Adam on the pure loss", () =>
  assertStepEquals({ objective: "expectedReward", kl: { coefficient: 0.3 } }, (policy) =>
    klRegularisedRewardLoss(
      { logits: policy.logits, rewards: tf.tensor2d(reward), referenceLogProbs: tf.zeros([2, 4]) },
      { beta: 0.3 },
    ),
  ));

test("a REINFORCE step is one of Adam on the pure loss, with KL in the reward and the mean as baseline", () =>
  assertStepEquals(
    { objective: "reinforce", baseline: "mean", kl: { coefficient: 0.3 } },
    (policy, { prompts, answers, rewards, logProbs, referenceLogProbs }) => {
      const penalised = rewards.map((r, i) => r - 0.3 * (logProbs[i]! - referenceLogProbs[i]!));
      const mean = penalised.reduce((sum, r) => sum + r) / penalised.length;
      return reinforceLoss({
        logProbs: policy.logProbsOf(prompts, answers),
        advantages: tf.tensor1d(penalised.map((r) => r - mean)),
      });
    },
  ));

test("an RLOO step is one of Adam on the pure losses, with KL in the loss", () =>
  assertStepEquals(
    { objective: "rloo", kl: { coefficient: 0.3, placement: "loss", estimator: "k2" } },
    (policy, { prompts, answers, rewards, referenceLogProbs }) => {
      const logProbs = policy.logProbsOf(prompts, answers);
      const advantages = tf.tensor1d(rlooAdvantages(grouped(rewards)).flat());
      const kl = klPenalty(
        { logProbs, referenceLogProbs: tf.tensor1d(referenceLogProbs) },
        { estimator: "k2" },
      );
      return tf.add(reinforceLoss({ logProbs, advantages }), tf.mul(kl, 0.3));
    },
  ));

test("a GRPO step is one of Adam on the pure loss", () =>
  assertStepEquals(
    { objective: "grpo", lossType: "bnpo", kl: { coefficient: 0.3 } },
    (policy, { prompts, answers, rewards, logProbs, referenceLogProbs }) =>
      grpoLoss(
        {
          logProbs: tf.expandDims(policy.logProbsOf(prompts, answers), 1),
          oldLogProbs: tf.tensor2d(logProbs, [2 * K, 1]),
          referenceLogProbs: tf.tensor2d(referenceLogProbs, [2 * K, 1]),
          advantages: tf.tensor1d(grpoAdvantages(grouped(rewards)).flat()),
        },
        { lossType: "bnpo", beta: 0.3, klEstimator: "k3" },
      ),
  ));

test("a PPO step of one epoch is one of Adam on the pure losses", () =>
  assertStepEquals({ objective: "ppo", epochs: 1 }, (policy, { prompts, answers, rewards, logProbs }) => {
    // All values are 0 at first, so that the returns are the rewards.
    const squares = rewards.reduce((sum, r) => sum + r * r, 0);
    const policyLoss = ppoPolicyLoss({
      logProbs: policy.logProbsOf(prompts, answers),
      oldLogProbs: tf.tensor1d(logProbs),
      advantages: tf.tensor1d(whiten(rewards.map((r) => [r])).flat()),
    });
    return tf.add(policyLoss, (0.5 * 0.5 * squares) / rewards.length);
  }));

test("the history has one number per step of every metric that the objective has", async () => {
  const expected: Record<string, string[]> = {
    expectedReward: [],
    rloo: ["sampledReward", "zeroVarianceGroups"],
    grpo: ["sampledReward", "zeroVarianceGroups", "clipFraction"],
    ppo: ["sampledReward", "zeroVarianceGroups", "clipFraction", "valueLoss"],
    "reinforce, value": ["sampledReward", "zeroVarianceGroups", "valueLoss"],
  };
  for (const [name, own] of objectives.filter(([name]) => name in expected)) {
    const policy = make();
    const options = { reward, generator: new Generator(1), steps: 3, kl: { coefficient: 0.2 }, ...own };
    const trainer = new PolicyTrainer(policy, options as PolicyTrainerOptions);
    const seen: number[] = [];
    const history = await trainer.train({
      onStep: ({ step, steps, reward: expectedReward, probabilities }) => {
        assert.equal(steps, 3);
        assert.deepEqual(
          probabilities.map((row) => row.length),
          [4, 4],
        );
        seen.push(step, expectedReward);
      },
    });
    assert.deepEqual(seen, [1, history.reward[0], 2, history.reward[1], 3, history.reward[2]]);
    const common = ["step", "loss", "reward", "kl", "entropy", "klCoefficient"];
    assert.deepEqual(Object.keys(history).sort(), [...common, ...expected[name]!].sort());
    for (const values of Object.values(history)) assert.equal((values as number[]).length, 3);
    assert.ok(Math.abs(history.entropy[2]! - (policy.entropy()[0]! + policy.entropy()[1]!) / 2) < 1e-6);
    assert.deepEqual(history.klCoefficient, [0.2, 0.2, 0.2]);
    trainer.dispose();
    policy.dispose();
  }
});

test("groups of equal rewards are counted", async () => {
  const policy = make();
  const trainer = new PolicyTrainer(policy, {
    objective: "grpo",
    reward: (prompt, answer) => (prompt === 0 ? 1 : answer),
    generator: new Generator(3),
    samplesPerPrompt: 30,
    steps: 2,
  });
  const history = await trainer.train();
  assert.deepEqual(history.zeroVarianceGroups, [1, 1]);
  trainer.dispose();
  policy.dispose();
});

test("an adaptive coefficient rises while KL is above its target and falls while it is below", async () => {
  for (const [target, direction] of [
    [0.001, 1],
    [50, -1],
  ] as const) {
    const policy = make();
    const trainer = new PolicyTrainer(policy, {
      objective: "rloo",
      reward,
      generator: new Generator(1),
      learningRate: 0.05,
      steps: 30,
      kl: { coefficient: 0.1, target, horizon: 100 },
    });
    const { klCoefficient } = await trainer.train();
    assert.ok(Math.sign(klCoefficient.at(-1)! - klCoefficient[10]!) === direction);
    assert.equal(klCoefficient[0], 0.1);
    trainer.dispose();
    policy.dispose();
  }
});

test("prompts can be drawn for each step", async () => {
  const policy = new CategoricalPolicy({ answers: 2, prompts: 5 });
  const trainer = new PolicyTrainer(policy, {
    objective: "reinforce",
    reward: (_, answer) => answer,
    generator: new Generator(2),
    promptsPerStep: 2,
    samplesPerPrompt: 4,
    steps: 1,
    entropyCoefficient: 0.1,
  });
  await trainer.train();
  const moved = policy.probabilities().filter(([p]) => Math.abs(p! - 0.5) > 1e-6);
  assert.ok(moved.length > 0 && moved.length <= 2);
  trainer.dispose();
  policy.dispose();
});

test("training stops with the step and the metric when a number is no longer finite", async () => {
  const before = tf.memory().numTensors;
  for (const [name, own] of objectives) {
    const policy = make();
    const trainer = new PolicyTrainer(policy, {
      reward,
      generator: new Generator(1),
      steps: 10,
      ...own,
    } as PolicyTrainerOptions);
    const run = trainer.train({
      onStep: ({ step }) => {
        if (step === 3) tf.tidy(() => policy.logits.assign(tf.fill([2, 4], Number.NaN)));
      },
    });
    await assert.rejects(run, (error: Error) => {
      assert.ok(error instanceof NonFiniteError, `${name}: ${error.stack}`);
      assert.equal(error.step, 4, name);
      assert.match(error.message, /step 4 made logProb NaN/);
      return true;
    });
    trainer.dispose();
    policy.dispose();
  }
  assert.equal(tf.memory().numTensors, before);
});

test("an abort rejects with the signal's reason, and timers run meanwhile", async () => {
  const policy = make();
  const trainer = new PolicyTrainer(policy, { objective: "expectedReward", reward, steps: 1_000_000 });
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error("enough")), 100);
  await assert.rejects(trainer.train({ signal: controller.signal }), /enough/);
  trainer.dispose();
  policy.dispose();
});

test("rewards may be a function, a table, or for one prompt a list", async () => {
  const probabilities: number[][][] = [];
  const one = [0.1, 0.9, 0.4];
  for (const form of [one, Float32Array.from(one), [one], (_: number, answer: number) => one[answer]!]) {
    const policy = new CategoricalPolicy({ answers: 3 });
    const trainer = new PolicyTrainer(policy, { objective: "expectedReward", reward: form, steps: 5 });
    await trainer.train();
    probabilities.push(policy.probabilities());
    trainer.dispose();
    policy.dispose();
  }
  for (const other of probabilities.slice(1)) {
    other[0]!.forEach((p, i) => {
      assert.ok(Math.abs(p - probabilities[0]![0]![i]!) < 1e-6);
    });
  }
});

test("unknown and misplaced options are refused with what is valid, and leave no tensors behind", () => {
  const policy = make();
  const before = tf.memory().numTensors;
  const generator = new Generator(1);
  const refuse = (options: unknown, message: RegExp) => {
    const given: unknown = { reward, generator, ...(options as object) };
    assert.throws(() => new PolicyTrainer(policy, given as PolicyTrainerOptions), message);
  };
  refuse(
    { objective: "a2c" },
    /unknown objective "a2c"; expected one of expectedReward, reinforce, rloo, grpo, ppo/,
  );
  refuse(
    { objective: "reinforce", baseline: "median" },
    /unknown baseline "median"; expected one of none, mean, value/,
  );
  refuse({ objective: "grpo", lossType: "x" }, /unknown lossType "x"; expected one of grpo, bnpo, drGrpo/);
  refuse({ objective: "grpo", scaling: "x" }, /unknown scaling "x"; expected one of group, batch, none/);
  refuse({ objective: "ppo", epochs: 0 }, /epochs is 0/);
  refuse({ objective: "ppo", lambda: 2 }, /lambda is 2/);
  refuse(
    { objective: "rloo", samplesPerPrompt: 1 },
    /samplesPerPrompt is 1; leaving one out needs at least 2/,
  );
  refuse({ objective: "rloo", generator: undefined }, /"rloo" samples answers; give it a generator/);
  refuse({ objective: "rloo", promptsPerStep: 3 }, /promptsPerStep is 3, but there are 2 prompts/);
  refuse(
    { objective: "rloo", kl: { estimator: "k4" } },
    /unknown estimator "k4"; expected one of k1, k2, k3/,
  );
  refuse(
    { objective: "rloo", kl: { placement: "x" } },
    /unknown placement "x"; expected one of reward, loss/,
  );
  refuse({ objective: "rloo", kl: { horizon: 5 } }, /horizon is 5, but there is no target/);
  refuse({ objective: "expectedReward", kl: { estimator: "k1" } }, /computes KL exactly/);
  refuse(
    { objective: "rloo", reward: [1, 2] },
    /reward has shape \[2, 1\]; expected \[prompts, answers\] = \[2, 4\]/,
  );
  refuse({ objective: "rloo", reward: () => Number.NaN }, /reward of answer 0 to prompt 0 is NaN/);
  assert.equal(tf.memory().numTensors, before);
  policy.dispose();
});

/**
 * The reward model and the policy of notebook 07 with this library, the counterpart of seed_example.py; prints timings as one line of JSON.
 *
 *     node dist/bench/seedExample.js [--what single|autodiff|batch|all]
 *
 * `single` takes one step per pair (2000 steps), `autodiff` does the same by automatic differentiation, `batch` takes one step on all ten
 * pairs (200 steps), `all` is the whole notebook: single-pair training, scores, policy. Times are seconds inside of the process, after
 * imports.
 */
import { parseArgs } from "node:util";
import { CategoricalPolicy } from "../src/policy/categoricalPolicy";
import { RewardModel } from "../src/reward/rewardModel";
import { backendName } from "../src/tensor/backend";
import { Generator } from "../src/tensor/generator";
import { PolicyTrainer } from "../src/training/policyTrainer";
import { RewardTrainer } from "../src/training/rewardTrainer";

const ids = [10, 11, 12, 13, 14];
const ranking = [2, 0, 1, 4, 3]; // best first
const pairs = ranking.flatMap((better, i) =>
  ranking.slice(i + 1).map((worse) => [ids[better]!, ids[worse]!]),
);

async function main(): Promise<void> {
  const { what = "all" } = parseArgs({ options: { what: { type: "string" } } }).values;
  if (!["single", "autodiff", "batch", "all"].includes(what)) {
    throw new RangeError(`--what takes single, autodiff, batch or all, not "${what}".`);
  }
  const model = new RewardModel({ vocabularySize: 100, embeddingSize: 8, generator: new Generator(42) });
  const trainer = new RewardTrainer(model, {
    loss: "marginRanking",
    margin: 0.1,
    learningRate: 0.01,
    epochs: 200,
    batchSize: what === "batch" ? pairs.length : 1,
    gradients: what === "autodiff" ? "autodiff" : "auto",
  });
  const result: Record<string, unknown> = { backend: backendName() };
  let started = performance.now();
  await trainer.train(pairs);
  result[what === "batch" ? "batch" : "single"] = (performance.now() - started) / 1000;
  const scores = model.score(ids).dataSync<"float32">();
  result.scores = [...scores];
  if (what === "all") {
    started = performance.now();
    const policy = new CategoricalPolicy({ answers: ids.length });
    await new PolicyTrainer(policy, { objective: "expectedReward", reward: scores, steps: 100 }).train();
    result.policy = (performance.now() - started) / 1000;
    result.probabilities = policy.probabilities()[0];
  }
  console.log(JSON.stringify(result));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

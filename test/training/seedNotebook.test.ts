import assert from "node:assert/strict";
import { test } from "node:test";
import { CategoricalPolicy } from "../../src/policy/categoricalPolicy";
import { PolicyTrainer } from "../../src/training/policyTrainer";
import { assertClose, assertTrainsAsInNotebook, fixture } from "./notebookRun";

test("single-pair training comes out as the original notebook's, to the digit", () =>
  assertTrainsAsInNotebook("byHand"));

test("the policy's probabilities come out as the original notebook's, to the digit", async () => {
  const choice = new CategoricalPolicy({ answers: 5 });
  const { learningRate, epochs: steps, probabilities, printed } = fixture.policy;
  const trainer = new PolicyTrainer(choice, {
    objective: "expectedReward",
    reward: Float32Array.from(fixture.example.finalScores),
    learningRate,
    steps,
  });
  const history = await trainer.train();
  assertClose(choice.probabilities()[0]!, probabilities, 1e-5, "probability");
  assert.deepEqual(
    choice.probabilities()[0]!.map((probability) => probability.toFixed(3)),
    printed,
  );
  assert.equal(history.reward.length, steps);
  trainer.dispose();
  choice.dispose();
});

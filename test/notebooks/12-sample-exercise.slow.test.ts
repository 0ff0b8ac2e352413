import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { RewardModel } from "../../src/reward/rewardModel";
import { Generator } from "../../src/tensor/generator";
import { RewardTrainer } from "../../src/training/rewardTrainer";
import { assertFigures, assertSmallAndQuiet, figureTitle, proseOf } from "./courseFigures";
import { type ExecutedCourseNotebook, executeCourseNotebook } from "./executedNotebook";

/** What the original exercise was run with, and what it printed. */
const { exercise } = JSON.parse(readFileSync("test/fixtures/seed-notebook.json", "utf8")) as {
  exercise: {
    pairs: [number, number][];
    margin: number;
    learningRate: number;
    epochs: number;
    epochLosses: number[];
    printed: { losses: Record<string, string>; scores: string[] };
  };
};
const { pairs, margin, learningRate, epochs, printed } = exercise;

let executed: ExecutedCourseNotebook;
before(async () => {
  executed = await executeCourseNotebook("12-sample-exercise.ipynb");
});

const lines = (cellId: string) => executed.printed(cellId).trimEnd().split("\n");
const numbers = (cellId: string) =>
  [...executed.printed(cellId).matchAll(/-?\d+\.\d+/g)].map(([number]) => Number(number));

/** The exercise, solved with the library, from a generator in the state that the text describes. */
async function solve(batchSize = 1) {
  const generator = new Generator(42);
  new RewardModel({ vocabularySize: 100, embeddingSize: 8, generator }).dispose();
  new RewardModel({ vocabularySize: 3, embeddingSize: 5, generator }).dispose();
  const model = new RewardModel({ vocabularySize: 3, embeddingSize: 5, generator });
  const trainer = new RewardTrainer(model, {
    loss: "marginRanking",
    margin,
    learningRate,
    epochs,
    batchSize,
  });
  const { totalLoss } = await trainer.train(pairs);
  const learned = model.parameters.reduce((sum, parameter) => sum + parameter.size, 0);
  return { totalLoss, scores: Array.from(model.score([0, 1, 2]).dataSync()), learned };
}

test("the library, set up as the text says, prints the losses and scores that the text states", async () => {
  const { totalLoss, scores, learned } = await solve();
  const losses = [10, 20, 30, 40, 50].map((epoch) => totalLoss[epoch - 1]!.toFixed(4));
  assert.deepEqual(losses, Object.values(printed.losses));
  assert.deepEqual(
    scores.map((score) => score.toFixed(3)),
    printed.scores,
  );
  const text = proseOf(executed);
  assert.ok(text.includes(`three pairs | ${losses.join(" | ")} |`));
  assert.ok(text.includes(`| score | ${printed.scores.join(" | ").replace("-", "−")} |`));
  const leads = [scores[0]! - scores[1]!, scores[1]! - scores[2]!];
  for (const lead of leads) assert.ok(text.includes(lead.toFixed(3)), String(lead));
  assert.ok(text.includes(`**${learned}**`));
});

test("what the table of symptoms says of the first loss is so", async () => {
  const text = proseOf(executed);
  const first = exercise.epochLosses[0]!;
  assert.ok(text.includes(`The first loss is ${(first / 3).toFixed(2)} instead of ${first.toFixed(2)}`));
  const { totalLoss } = await solve(3);
  assert.ok(text.includes(`The first loss is ${totalLoss[0]!.toFixed(2)} instead of ${first.toFixed(2)}`));
});

test("the neighbour's training puts the four replies into the order that people gave", () => {
  const scores = lines("run")
    .slice(5)
    .map((line) => Number.parseFloat(line));
  assert.deepEqual(
    [0, 1, 2, 3].sort((a, b) => scores[b]! - scores[a]!),
    [0, 3, 1, 2],
  );
  const [answersIt, thanks, length] = numbers("weights");
  assert.ok(answersIt! > thanks! && thanks! > 0 && length! > 0, "as the text reads the weights");
});

test("the five checks come out as the text expects", () => {
  assert.match(executed.printed("check-shapes"), /\[ 4 \]\nlearned numbers: 3\n/);
  const [byHand, reported] = numbers("check-loss");
  assert.equal(byHand, reported);
  const [measured, found] = numbers("check-slope");
  assert.ok(measured !== 0 && Math.abs(measured! - found!) <= 0.001);
  assert.match(executed.printed("check-order"), /: +6 of 6 pairs right\n.*: +0 of 6 pairs right\n/);
  assert.deepEqual(lines("check-seed"), [
    "seed 42 again, same numbers: true",
    "seed 42, order: 0 > 3 > 1 > 2",
    "seed 7, order:  0 > 3 > 1 > 2",
  ]);
});

test("shapes that do not fit make nine terms of three and a loss that sticks; the library refuses them", () => {
  assert.match(executed.printed("broadcast"), /\[ 3, 3 \]\n.*\[ 3 \]\n/);
  assert.match(figureTitle(executed, "broadcast"), /9 terms .* 3: 0\.078, not 0\.033/);
  const [fitting, mismatched] = executed.figures.find(({ cellId }) => cellId === "stuck-chart")!.figure
    .data as { y: number[] }[];
  assert.equal(fitting!.y.at(-1), 0);
  assert.ok(mismatched!.y.at(-1)! > 0.05);
  assert.match(executed.printed("refuse"), /worse has shape \[3\], but better has shape \[3, 1\]/);
});

test("the sign-off says when and where, hides the addresses, and ends with the name", () => {
  const [shown] = executed.displayed("signoff");
  const text = shown!["text/plain"] as string;
  assert.match(text, /^Time of execution: .* UTC\nRuns in Google Colab: no\nSystem: /);
  assert.match(text, /^Node name: fingerprint [0-9a-f]{12}$/m);
  assert.match(text, /\nSigning off, A\. Student$/);
});

test("every chart has title, axes and caption, and Plotly knows its attributes", () => {
  assertFigures(executed, ["scores-slider", "broadcast", "stuck-chart"]);
});

test("the executed notebook is small and quiet", () => assertSmallAndQuiet(executed));

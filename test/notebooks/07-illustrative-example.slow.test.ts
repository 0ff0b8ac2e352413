import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { plainText } from "../../src/charts/chartText";
import { serialiseNotebook } from "../../src/notebook/nbformat";
import { loadPlotlyValidate } from "../charts/plotlyInNode";
import { type ExecutedCourseNotebook, executeCourseNotebook } from "./executedNotebook";

/** What the original Python notebook printed. */
const original = JSON.parse(readFileSync("test/fixtures/seed-notebook.json", "utf8")) as {
  example: {
    answers: string[];
    pairs: [number, number][];
    printed: { losses: Record<string, string>; scores: string[] };
  };
  policy: { printed: string[] };
};
const { answers, pairs } = original.example;

let executed: ExecutedCourseNotebook;
before(async () => {
  executed = await executeCourseNotebook("07-illustrative-example.ipynb");
});

const titleOf = (title?: { text?: string }) => plainText(title?.text ?? "");
const lines = (cellId: string) => executed.printed(cellId).trimEnd().split("\n");

test("the worked example says what happens when the scores are 0.8 and 0.5 and people preferred B", () => {
  assert.deepEqual(
    lines("forward").map((line) => line.slice(-4)),
    ["0.80", "0.50"],
  );
  assert.deepEqual(lines("loss-by-hand"), [
    "people preferred B: loss = 0.40",
    "had they preferred A: loss = 0.00",
  ]);
  assert.match(
    executed.printed("step-by-hand"),
    /score\(A\) {5}0\.80 → 0\.775\nscore\(B\) {5}0\.50 → 0\.525\nloss {9}0\.40 → 0\.350/,
  );
});

test("the slopes found by hand are those that TensorFlow.js finds", () => {
  assert.match(executed.printed("autodiff"), /loss 0\.40\n.*score\(B\): -1\n.*score\(A\): 1\n/);
});

test("the loss is zero after eight steps by hand, and stays there", () => {
  const steps = lines("steps-to-zero");
  assert.match(steps[6]!, /^after step 7: .* loss 0\.05$/);
  assert.match(steps[7]!, /^after step 8: A 0\.600, B 0\.700, loss 0\.00$/);
  assert.match(steps[8]!, /^after step 9: A 0\.600, B 0\.700, loss 0\.00$/);
});

test("the table holds the original's ten pairs, as HTML", () => {
  const [table] = executed.displayed("pair-table");
  const rows = [...(table!["text/html"] as string).matchAll(/<td[^>]*>(.*?)<\/td><td[^>]*>(.*?)<\/td><td/g)];
  assert.deepEqual(
    rows.map(([, better, worse]) => [better, worse]),
    pairs.map(([better, worse]) => [answers[better], answers[worse]]),
  );
});

test("the losses at epochs 50, 100, 150 and 200 are the original's", () => {
  assert.deepEqual(
    lines("print-losses"),
    Object.entries(original.example.printed.losses).map(([epoch, loss]) => `Epoch ${epoch}, loss: ${loss}`),
  );
});

test("the five scores are the original's, digit by digit", () => {
  assert.deepEqual(
    lines("print-scores"),
    answers.map((answer, i) => `${original.example.printed.scores[i]} ${answer}`),
  );
});

test("the five probabilities are the original's, digit by digit", () => {
  assert.deepEqual(
    lines("train-policy"),
    answers.map((answer, i) => `${original.policy.printed[i]} ${answer}`),
  );
});

test("the numbers that the text states are the ones that come out", () => {
  const text = executed.notebook.cells
    .map((cell) => (cell.cell_type === "markdown" ? cell.source : ""))
    .join("\n");
  const [oneByOne, together] = lines("train-both").map((line) => line.split(":")[1]!.trim().split(/\s+/));
  assert.deepEqual(oneByOne, original.example.printed.scores);
  assert.ok(text.includes(`${together![2]} for the best answer in place of ${oneByOne![2]}`));
  const atFirst = original.example.printed.scores.reduce((sum, score) => sum + Number(score), 0) / 5;
  assert.ok(text.includes(`the average of all five scores, ${atFirst.toFixed(3)}`));
  const turn = Number(/after step (\d+)/.exec(executed.printed("turning-point"))![1]);
  const passes = Number(/at step (\d+)/.exec(executed.printed("turning-point"))![1]);
  assert.ok(
    Math.abs(turn - passes) <= 3,
    "“paris” turns at about the step where the reward passes its score",
  );
});

test("a hundred answers are drawn, and the wrong one is among the rare ones", () => {
  const counts = lines("sample").map((line) => Number(/^█* *(\d+) /.exec(line)![1]));
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    100,
  );
  assert.ok(counts[3]! < counts[0]! && counts[3]! < counts[2]!);
});

test("progress and live loss curve stay with their final state", () => {
  const [bar, curve, caption] = executed.displayed("train-reward");
  // The bar may come after the curve: both were updated in place.
  const words = [bar, curve, caption].map((bundle) => bundle!["text/plain"] as string).join("\n");
  assert.match(words, /Training the reward model: 200 of 200 epochs, done/);
  assert.match(words, /200 points, from 3\.355 to 0, lowest 0/);
});

test("every chart has a title that states something, both axis titles, and words with its caption", () => {
  assert.deepEqual(
    executed.figures.map(({ cellId }) => cellId),
    [
      "loss-picture",
      "train-reward",
      "scores-chart",
      "before-after",
      "scores-slider",
      "policy-chart",
      "reward-chart",
      "both-chart",
      "speed",
    ],
  );
  for (const { cellId, figure, words } of executed.figures) {
    const { title, xaxis, yaxis } = figure.layout;
    assert.ok(titleOf(title).split(" ").length >= 4, `${cellId}: ${titleOf(title)}`);
    assert.ok(titleOf(xaxis?.title) !== "" && titleOf(yaxis?.title) !== "", cellId);
    const caption = executed.displayed(cellId).at(-1)!["text/plain"] as string;
    assert.ok(caption.length > 20 && words.includes(caption), cellId);
  }
});

test("every chart passes Plotly's validation", () => {
  const validate = loadPlotlyValidate();
  for (const { cellId, figure } of executed.figures) assert.deepEqual(validate(figure), [], cellId);
});

test("the scores can be played through the epochs", () => {
  const { figure } = executed.figures.find(({ cellId }) => cellId === "scores-slider")!;
  assert.equal(figure.frames!.length, 25);
  assert.deepEqual([figure.frames![0]!.name, figure.frames!.at(-1)!.name], ["epoch 0", "epoch 200"]);
});

test("the executed notebook is smaller than 300 kB, and nothing was written to stderr", () => {
  assert.ok(serialiseNotebook(executed.notebook).length < 300_000);
  assert.equal(executed.stderr, "");
});

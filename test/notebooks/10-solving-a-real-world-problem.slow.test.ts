import assert from "node:assert/strict";
import { before, test } from "node:test";
import { plainText } from "../../src/charts/chartText";
import { serialiseNotebook } from "../../src/notebook/nbformat";
import { loadSupport } from "../../src/preferences/shippedData";
import { loadPlotlyValidate } from "../charts/plotlyInNode";
import { type ExecutedCourseNotebook, executeCourseNotebook } from "./executedNotebook";

let executed: ExecutedCourseNotebook;
before(async () => {
  executed = await executeCourseNotebook("10-solving-a-real-world-problem.ipynb");
});

const lines = (cellId: string) => executed.printed(cellId).trimEnd().split("\n");
const numbers = (line: string) => (line.match(/\d+(\.\d+)?/g) ?? []).map(Number);
const figureOf = (cellId: string) => executed.figures.find((each) => each.cellId === cellId)!.figure;
const titleOf = (cellId: string) => plainText(figureOf(cellId).layout.title?.text ?? "");

test("the parts of the data are as large as the data say, and share no message", () => {
  const { prompts, comparisons } = loadSupport();
  for (const line of lines("task").slice(0, 4)) {
    const split = line.split(" ")[0]!;
    assert.deepEqual(numbers(line), [
      prompts.filter((prompt) => prompt.split === split).length,
      4,
      comparisons.filter((comparison) => comparison.extra.split === split).length,
    ]);
  }
  assert.equal(new Set(prompts.map(({ prompt }) => prompt)).size, prompts.length);
});

test("two annotators agree in some six of ten cases", () => {
  const agreement = numbers(lines("feedback")[2]!).at(-1)!;
  assert.ok(agreement >= 55 && agreement <= 65);
});

test("training stops early, at the epoch with the lowest validation loss, and the training loss goes on falling", () => {
  const [training, validation] = figureOf("loss-chart").data.map((trace) => trace.y as number[]);
  const best = numbers(lines("train-reward")[0]!)[0]!;
  assert.equal(validation!.indexOf(Math.min(...validation!)) + 1, best);
  assert.ok(best < validation!.length && validation!.length < 12);
  assert.ok(training!.every((loss, i) => i === 0 || loss < training![i - 1]!));
});

test("the reward model agrees with gold more often than with the annotators, and less so on new topics", () => {
  const [judgements] = numbers(lines("test-reward")[0]!);
  const [known, fresh] = numbers(lines("test-reward")[1]!);
  assert.ok(known! > judgements! + 5 && fresh! < known! && fresh! > 60);
});

test("PPO raises the learned reward and gold, and believes more than it is worth", () => {
  const [before, after] = numbers(lines("ppo")[0]!);
  const [start, end] = numbers(lines("ppo")[2]!);
  assert.ok(after! > before! && end! > start! + 0.15);
  const [believed, real] = figureOf("belief-chart").data.map((trace) => trace.y as number[]);
  assert.ok(believed!.at(-1)! > real!.at(-1)! + 0.1);
  // "the learned reward still gains a little while gold gains nothing more"
  const last = believed!.length - 1;
  assert.ok(believed![last]! > believed![last - 3]! && real![last]! - real![last - 3]! < 0.005);
});

test("message by message the policy wins, while nearly one reply in five is wrong and friendly", () => {
  const [, , low] = numbers(lines("validate")[1]!);
  assert.ok(numbers(lines("validate")[1]!)[0]! > 65 && low! > 50);
  const wrongFriendly = numbers(lines("validate").find((line) => line.startsWith("wrong, friendly"))!)[1]!;
  assert.ok(wrongFriendly >= 15 && wrongFriendly <= 22);
});

test("the annotators are ranked by agreement; the four trusted ones are more reliable than the others", () => {
  const rows = lines("annotators");
  const trusted = rows.filter((row) => row.includes("*")).map((row) => row.split(" ")[0]!);
  assert.equal(trusted.length, 4);
  assert.ok(trusted.includes("chloe"), "the text speaks of her");
  const reliability = (kept: boolean) => {
    const of = loadSupport().annotators.filter(({ id }) => trusted.includes(id) === kept);
    return of.reduce((sum, annotator) => sum + annotator.reliability, 0) / of.length;
  };
  assert.ok(reliability(true) > reliability(false) + 0.1);
});

test("round 2 improves on round 1 by more than its uncertainty, and on the control with more judgements", () => {
  const [first, control, second] = lines("second-round").map((line) => numbers(line).at(-1)!);
  assert.ok(second! > control! && second! > first!);
  const [, , gain, error] = numbers(lines("is-it-luck")[0]!);
  assert.ok(gain! > error!);
  assert.ok(Math.abs(gain! - (second! - first!)) < 0.0015);
  const [kept, asked] = numbers(lines("second-feedback")[0]!).slice(1);
  const [all, anything] = numbers(lines("second-feedback")[1]!);
  assert.equal(asked, anything);
  assert.equal(asked, 714); // the budget that the text states
  assert.ok(kept! < all!);
});

test("both later reward models order about as many test pairs right, and new topics have not improved", () => {
  const [, control, second] = lines("second-round").map((line) => numbers(line).at(-2)!);
  assert.ok(Math.abs(control! - second!) <= 2);
  const fresh = lines("is-it-luck")
    .slice(1)
    .map((line) => numbers(line).at(-1)!);
  assert.ok(Math.max(...fresh) - fresh[0]! <= 2);
});

test("wrong but friendly replies become rarer from round 1 to round 2, as the title says", () => {
  const wrong = figureOf("kinds-chart").data.find((trace) => trace.name === "wrong, friendly")!;
  const [, first, second] = (wrong.x as number[]).map((share) => `${(100 * share).toFixed(0)} %`);
  assert.equal(titleOf("kinds-chart"), `Wrong but friendly: ${first} after round 1, ${second} after round 2`);
  assert.ok((wrong.x as number[])[2]! < (wrong.x as number[])[1]!);
});

test("every chart states a finding, has both axis titles and a caption, and passes Plotly's validation", () => {
  const validate = loadPlotlyValidate();
  assert.deepEqual(
    executed.figures.map(({ cellId }) => cellId),
    ["loss-chart", "belief-chart", "annotators-chart", "rounds-chart", "kinds-chart"],
  );
  for (const { cellId, figure, words } of executed.figures) {
    const { title, xaxis, yaxis } = figure.layout;
    assert.ok(plainText(title?.text ?? "").split(" ").length >= 4, cellId);
    assert.ok(xaxis?.title?.text && yaxis?.title?.text, cellId);
    const caption = executed.displayed(cellId).at(-1)!["text/plain"] as string;
    assert.ok(caption.length > 20 && words.includes(caption), cellId);
    assert.deepEqual(validate(figure), [], cellId);
  }
});

test("the executed notebook is smaller than 300 kB, and nothing was written to stderr", () => {
  assert.ok(serialiseNotebook(executed.notebook).length < 300_000);
  assert.equal(executed.stderr, "");
});

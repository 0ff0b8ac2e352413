import assert from "node:assert/strict";
import { before, test } from "node:test";
import { plainText } from "../../src/charts/chartText";
import { serialiseNotebook } from "../../src/notebook/nbformat";
import { loadPlotlyValidate } from "../charts/plotlyInNode";
import { type ExecutedCourseNotebook, executeCourseNotebook } from "./executedNotebook";

let executed: ExecutedCourseNotebook;
before(async () => {
  executed = await executeCourseNotebook("09-real-world-problem.ipynb");
});

const lines = (cellId: string) => executed.printed(cellId).trimEnd().split("\n");
const numbers = (line: string) => (line.match(/\d+(\.\d+)?/g) ?? []).map(Number);
const figureOf = (cellId: string) => executed.figures.find((each) => each.cellId === cellId)!.figure;
const titleOf = (cellId: string) => plainText(figureOf(cellId).layout.title?.text ?? "");

interface Step {
  label: string;
  args: [{ x: number[][]; y: number[][] }];
}

/** What RLHF finds on a chart, by the price β: tone and correctness for w = 0, 0.1, … 1. */
function landings(cellId: string): Map<number, { tone: number[]; correctness: number[] }> {
  const { sliders } = figureOf(cellId).layout as { sliders: { steps: Step[] }[] };
  return new Map(
    sliders[0]!.steps.map(({ label, args: [{ x, y }] }) => [
      Number(label),
      { tone: x[0]!, correctness: y[0]! },
    ]),
  );
}

test("the assistant is mostly right, and unfriendly", () => {
  const [correctness, tone] = numbers(lines("where-it-is")[0]!);
  assert.ok(correctness! > 0.7 && tone! < 0.5);
});

test("tone carries over to new topics, correctness hardly does", () => {
  const [[correctKnown, correctNew], [toneKnown, toneNew]] = lines("test-models").map(numbers) as [
    number[],
    number[],
  ];
  assert.ok(correctKnown! > 75 && toneKnown! > 85 && toneNew! > 85);
  assert.ok(correctNew! < 65);
});

test("the trained policy lands where the formula says, friendlier and more correct than before", () => {
  const [before, after, difference] = lines("train-one").map(numbers) as [number[], number[], number[]];
  assert.ok(after[0]! > before[0]! && after[1]! > before[1]! + 0.1);
  assert.ok(difference[0]! < 0.01);
});

test("the answers to the prediction hold: w = 1 hardly changes tone where change is dear, w = 0 costs correctness", () => {
  const [correctness, tone] = numbers(lines("where-it-is")[0]!) as [number, number];
  const points = landings("frontier-chart");
  const [cheap, dear] = [points.get(0.05)!, points.get(5)!];
  assert.ok(Math.abs(dear.tone.at(-1)! - tone) < 0.02);
  assert.ok(cheap.tone.at(-1)! - tone > 0.1);
  assert.ok(correctness - cheap.correctness[0]! > 0.15);
  assert.ok(dear.correctness[0]! > cheap.correctness[0]!);
});

test("at a high price all weights land near the assistant before, at a low one they spread", () => {
  const spread = (values: number[]) => Math.max(...values) - Math.min(...values);
  const points = landings("frontier-chart");
  assert.ok(spread(points.get(5)!.tone) < 0.05 && spread(points.get(5)!.correctness) < 0.05);
  assert.ok(spread(points.get(0.05)!.tone) > 0.2 && spread(points.get(0.05)!.correctness) > 0.2);
});

test("RLHF does not reach the frontier: for each weight gold's own choice is worth more", () => {
  const [possible] = figureOf("frontier-chart").data;
  const points = landings("frontier-chart").get(0.05)!;
  const [tone, correctness] = [possible!.x as number[], possible!.y as number[]];
  tone.forEach((_, i) => {
    const worth = (t: number, c: number) => (i / 10) * c + (1 - i / 10) * t;
    assert.ok(worth(points.tone[i]!, points.correctness[i]!) < worth(tone[i]!, correctness[i]!));
  });
});

test("cheap change is best spent on both goals, dear change on correctness alone", () => {
  const [cheap, middle, dear] = lines("satisfaction").map((line) => numbers(line)[1]!);
  for (const weight of [cheap!, middle!]) assert.ok(weight > 0.2 && weight < 0.9);
  assert.equal(dear, 1);
  assert.ok(titleOf("satisfaction-chart").includes(`a weight of ${cheap} pleases most`));
});

test("on new topics tone rises and correctness falls, less so at a high price", () => {
  const [start, end] = lines("new-topics-chart").map((line) => numbers(line).slice(-2));
  assert.ok(end![0]! < start![0]! - 0.05 && end![1]! > start![1]! + 0.2);
  const kept = landings("new-topics-chart").get(2)!.correctness[5]!;
  assert.ok(Math.abs(kept - start![0]!) < 0.03, "nearly all correctness is kept at β = 2");
});

test("every chart states a finding, has both axis titles and a caption, and passes Plotly's validation", () => {
  const validate = loadPlotlyValidate();
  assert.deepEqual(
    executed.figures.map(({ cellId }) => cellId),
    ["test-chart", "frontier-chart", "satisfaction-chart", "new-topics-chart"],
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

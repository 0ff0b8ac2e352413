import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { plainText } from "../../src/charts/chartText";
import { serialiseNotebook } from "../../src/notebook/nbformat";
import { loadPlotlyValidate } from "../charts/plotlyInNode";
import { type ExecutedCourseNotebook, executeCourseNotebook } from "./executedNotebook";

let executed: ExecutedCourseNotebook;
before(async () => {
  executed = await executeCourseNotebook("08-illustrative-problem.ipynb");
});

const lines = (cellId: string) => executed.printed(cellId).trimEnd().split("\n");
const numbers = (line: string) => (line.match(/\d+(\.\d+)?/g) ?? []).map(Number);
const titleOf = (cellId: string) =>
  plainText(executed.figures.find((each) => each.cellId === cellId)!.figure.layout.title?.text ?? "");

test("each metric agrees with people as often as the datasheet says", () => {
  const datasheet = readFileSync("data/metrics/DATASHEET.md", "utf8");
  for (const line of lines("measure")) {
    const metric = line.split(" ")[0]!;
    const areas = ["polite chat", "correct answers", "creative writing"];
    const stated = areas.map((area) => {
      const row = new RegExp(`${metric} agrees, ${area} \\| ([\\d.]+)`).exec(datasheet);
      return 100 * Number(row![1]);
    });
    numbers(line).forEach((percent, i) => {
      assert.ok(Math.abs(percent - stated[i]!) <= 0.55, `${metric}, ${areas[i]}`);
    });
  }
});

test("in the three examples the keyword rule chooses the text that people do not prefer", () => {
  const table = executed.displayed("examples")[0]!["text/markdown"] as string;
  const rows = table
    .split("\n")
    .slice(2)
    .map((row) => row.split(" | "));
  const words = (text: string) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));
  const keywords = rows.map(([, prompt, ...texts]) =>
    texts.map((text) => [...words(text)].filter((word) => words(prompt!).has(word)).length),
  );
  const people = ["a", "b", "a"];
  assert.deepEqual(
    keywords.map(([a, b]) => (a! < b! ? "a" : "b")),
    people,
  );
});

test("every metric falls below a coin in at least one area, as the title says", () => {
  const worst = lines("measure").map((line) => Math.min(...numbers(line)));
  assert.ok(titleOf("agreement-chart").includes(`${Math.max(...worst)} % or below`));
  assert.ok(Math.max(...worst) < 50);
});

test("a mixture is right on about six pairs in ten, although each area alone has a better one", () => {
  const best = lines("mixtures").map((line) => numbers(line)[0]!);
  const overall = best.pop()!;
  assert.ok(overall >= 55 && overall <= 65);
  assert.ok(best.every((area) => area > overall));
});

test("what is good for polite chat is bad for correct answers: the curves are nearly mirror images", () => {
  const { figure } = executed.figures.find(({ cellId }) => cellId === "mixtures-chart")!;
  const [polite, correct] = figure.data.map((trace) => trace.y as number[]);
  const lean = (curve: number[]) => curve.map((share) => share - 0.5);
  const [p, c] = [lean(polite!), lean(correct!)];
  const product = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  assert.ok(product(p, c) / Math.sqrt(product(p, p) * product(c, c)) < -0.8);
});

test("training on a metric raises the metric, and makes two of three policies worse in people's eyes", () => {
  const rows = lines("train-all").map(numbers);
  for (const [before, after] of rows) assert.ok(after! > before!);
  const liked = rows.map((row) => row.at(-1)!);
  assert.equal(liked.filter((percent) => percent < 50).length, 2);
  assert.equal(liked[0], 43); // the number that the answer to the prediction states
});

test("from 87 pairs the learned reward gets about two in three, and the interval holds the best mixture", () => {
  const [right, , percent] = numbers(lines("learn-few")[0]!);
  const [, low, high] = numbers(lines("learn-few")[1]!);
  assert.ok(Math.abs(right! / 87 - 2 / 3) < 0.05 && percent! > numbers(lines("mixtures")[3]!)[0]!);
  const mixture = numbers(lines("mixtures")[3]!)[0]!;
  assert.ok(low! <= mixture && mixture <= high!);
});

test("the reward learned from 1,428 judgements is the only one with three quarters of both questions right", () => {
  const rows = lines("learn-many").map((line) => numbers(line).slice(-2));
  assert.deepEqual(
    rows.map((row) => row.every((percent) => percent >= 75)),
    [false, false, false, true],
  );
  const [length, keywords, similarity, learned] = rows;
  assert.ok(similarity![0]! > learned![0]!, "similarity to the written policy wins on facts");
  assert.ok(learned![1]! > Math.max(length![1]!, keywords![1]!, similarity![1]!) + 10, "far ahead on tone");
});

test("every chart states a finding, has both axis titles and a caption, and passes Plotly's validation", () => {
  const validate = loadPlotlyValidate();
  assert.deepEqual(
    executed.figures.map(({ cellId }) => cellId),
    ["agreement-chart", "differences-chart", "mixtures-chart", "train-chart", "learn-chart"],
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

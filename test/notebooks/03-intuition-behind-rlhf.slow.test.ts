import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertFigures, assertSmallAndQuiet, figureTitle, proseOf } from "./courseFigures";
import { type ExecutedCourseNotebook, executeCourseNotebook } from "./executedNotebook";

let executed: ExecutedCourseNotebook;
before(async () => {
  executed = await executeCourseNotebook("03-intuition-behind-rlhf.ipynb");
});

const percentages = (cellId: string) =>
  [...executed.printed(cellId).matchAll(/([\d.]+) %/g)].map(([, share]) => Number(share));

test("the word list disagrees with the parent on all five sentences, the fact rule with the truth on three of four", () => {
  assert.equal(executed.printed("children").match(/^DISAGREE/gm)!.length, 5);
  assert.equal(executed.printed("facts").match(/^DISAGREE/gm)!.length, 3);
});

test("the text states what the three rules reach, and that the second is no better than the first", () => {
  const [first, second, third] = percentages("measure") as [number, number, number];
  assert.ok(second <= first && third > first);
  const text = proseOf(executed);
  assert.ok(text.includes(`${second} % after ${first} %`));
  assert.ok(text.includes(`to ${third} %`));
});

test("the learned reward passes the best rule at the number of judgements that title and text name", () => {
  const third = percentages("measure")[2]!;
  const curve = percentages("train");
  const sizes = [...executed.printed("train").matchAll(/^(\d+) judgements/gm)].map(([, size]) =>
    Number(size),
  );
  const passes = sizes[curve.findIndex((share) => share > third)]!;
  assert.equal(
    figureTitle(executed, "learning-curve"),
    `From ${passes} judgements on, the learned reward beats the best rule`,
  );
  assert.ok(
    curve.slice(sizes.indexOf(passes)).every((share) => share > third),
    "and stays above it",
  );
  assert.ok(proseOf(executed).includes(`About **${passes}**`));
  assert.ok(proseOf(executed).includes(`ten judgements reached ${curve[sizes.indexOf(10)]} %`));
});

test("the learned reward is right where length alone cannot be, as the text states", () => {
  const [lengthAll, lengthHard, , ruleHard, , , , learnedHard] = percentages("shortcut-test");
  assert.equal(lengthHard, 0);
  assert.ok(learnedHard! > ruleHard!);
  const text = proseOf(executed);
  assert.ok(text.includes(`Length alone gets ${lengthAll} %`));
  assert.ok(text.includes(`gets ${learnedHard} % of the hard ones right`));
});

test("the words stand where the text says that they stand", () => {
  const words = executed
    .printed("words")
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/)[1]);
  assert.deepEqual(new Set(words.slice(0, 2)), new Set(["gladly", "thank"]));
  assert.equal(words.at(-1), "stated");
  assert.ok(words.indexOf("yourself") < words.indexOf("please"), "the mistake that the text points at");
});

test("majorities are right as often as the binomial distribution says", () => {
  assert.deepEqual(
    percentages("majority").filter((_, i) => i % 2 === 1),
    [78.4, 42.5],
  );
});

test("a heap of nice words beats an honest reply, by the numbers that the text states", () => {
  const [rude, honest, heap] = [...executed.printed("exploit").matchAll(/([\d.]+)$/gm)].map(([n]) =>
    Number(n),
  );
  assert.ok(rude! < honest! && honest! < heap!);
  assert.ok(proseOf(executed).includes(`${heap} against ${honest}`));
});

test("every chart has title, axes and caption, and Plotly knows its attributes", () => {
  assertFigures(executed, ["learning-curve", "switch", "majority-chart"]);
});

test("the executed notebook is small and quiet", () => assertSmallAndQuiet(executed));

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertFigures, assertSmallAndQuiet, figureTitle, proseOf } from "./courseFigures";
import { type ExecutedCourseNotebook, executeCourseNotebook } from "./executedNotebook";

let executed: ExecutedCourseNotebook;
before(async () => {
  executed = await executeCourseNotebook("02-building-an-intuitive-understanding.ipynb");
});

const traces = (cellId: string) => executed.figures.find((figure) => figure.cellId === cellId)!.figure.data;
const numbers = (text: string) => [...text.matchAll(/-?\d+\.\d+/g)].map(([number]) => Number(number));

test("the sandwich robot makes cheese first and ends with the favourite, in 200 days", () => {
  const [liked, others] = traces("sandwich-chart") as { x: number[]; y: number[] }[];
  const days = [...liked!.x, ...others!.x].sort((a, b) => a - b);
  assert.deepEqual([days.length, days[0], days[199]], [200, 1, 200]);
  const choiceOn = (day: number) =>
    [liked!, others!].flatMap(({ x, y }) => x.flatMap((at, i) => (at === day ? [y[i]] : [])))[0];
  assert.equal(choiceOn(1), 0);
  assert.match(
    figureTitle(executed, "sandwich-chart"),
    /In its last 50 days it chose “peanut butter” [34]\d times/,
  );
});

test("a little curiosity is better than none and than nothing else", () => {
  const [{ y }] = traces("curiosity") as [{ y: number[] }];
  const best = Math.max(...y);
  assert.ok(y[0]! < best - 10 && y.at(-1)! < best - 10);
  assert.equal(
    figureTitle(executed, "curiosity"),
    "A robot that tries something new on 20 % of days makes you happiest",
  );
});

test("comparisons put the five answers into the order of their appeal", () => {
  const scores = numbers(executed.printed("elo").replace(/ [A-Z\d][a-z ].*/g, ""));
  const order = scores.map((_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
  assert.deepEqual(order, [1, 0, 3, 2, 4]);
});

test("the reward learned from the ranking has all ten pairs in the right order", () => {
  assert.match(executed.printed("ranking"), /^10 comparisons, in the right order: 10\n/);
});

test("PPO moves the policy from what was demonstrated to what was preferred, and raises the reward", () => {
  const rows = executed.printed("ppo").split("\n");
  const [short, kind, flattering, rude] = rows.map(numbers);
  assert.ok(kind![1]! > kind![0]! && kind![1]! > short![1]!);
  assert.ok(flattering![1]! < 0.05 && rude![1]! < 0.05);
  const [first, last] = numbers(rows[4]!);
  assert.ok(last! > first!);
});

test("three checks of four leave an 18 % risk that a judge is worse than a coin; seventy of a hundred leave none to speak of", () => {
  // Exactly, for uniform priors: P(q < ½ | 3 of 4) = 3/16, P(q < ½ | 7 of 10) = 0.1133; the grid counts q = ½ to the other side.
  const risks = numbers(executed.printed("bayes"));
  assert.ok(Math.abs(risks[0]! - 18.75) < 1 && Math.abs(risks[1]! - 11.33) < 1 && risks[2]! < 0.01);
});

test("the learned reward rises all the way while what people think turns at the β that the title names", () => {
  const [learned, people] = traces("overoptimisation-chart") as { x: number[]; y: number[] }[];
  for (let i = 1; i <= 40; i++) assert.ok(learned!.y[i]! >= learned!.y[i - 1]! - 1e-9);
  const peak = people!.y.indexOf(Math.max(...people!.y));
  assert.ok(peak > 0 && peak < 40);
  assert.match(
    figureTitle(executed, "overoptimisation-chart"),
    new RegExp(`^Below β = ${people!.x[peak]!.toFixed(2)} `),
  );
});

test("the likeliest answers at the three prices are those that the text gives away", () => {
  interface Step {
    label: string;
    args: [{ x: number[][] }];
  }
  const figure = executed.figures.find(({ cellId }) => cellId === "beta-setup")!.figure;
  const { steps } = (figure.layout as { sliders?: { steps: Step[] }[] }).sliders![0]!;
  const likeliest = (beta: string) => {
    const probabilities = steps.find(({ label }) => label === beta)!.args[0].x[0]!;
    return probabilities.indexOf(Math.max(...probabilities));
  };
  assert.deepEqual(["20", "0.3", "0.05"].map(likeliest), [1, 0, 5]);
});

test("the objective is written out, and all five levels are there", () => {
  const text = proseOf(executed);
  for (const level of "abcde") assert.match(text, new RegExp(`^## \\(${level}\\) `, "m"));
  assert.ok(text.includes("\\beta\\, \\mathrm{KL}"));
});

test("every chart has title, axes and caption, and Plotly knows its attributes", () => {
  assertFigures(executed, [
    "sandwich-chart",
    "curiosity",
    "elo-chart",
    "policy-c",
    "ppo-chart",
    "bayes-chart",
    "beta-setup",
    "overoptimisation-chart",
  ]);
});

test("the executed notebook is small and quiet", () => assertSmallAndQuiet(executed));

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertFigures, assertSmallAndQuiet, figureTitle, proseOf } from "./courseFigures";
import { type ExecutedCourseNotebook, executeCourseNotebook } from "./executedNotebook";

let executed: ExecutedCourseNotebook;
before(async () => {
  executed = await executeCourseNotebook("05-underlying-technology.ipynb");
});

const numbers = (text: string) => [...text.matchAll(/-?\d+\.\d+/g)].map(([number]) => Number(number));
/** Ratings of the answers to egg, sky and lock, from the line of a cell that begins with the stage's name. */
function rating(cellId: string, stage: string): [egg: number, sky: number, lock: number] {
  const line = executed
    .printed(cellId)
    .split("\n")
    .find((each) => each.startsWith(stage));
  return numbers(line!.slice(stage.length)) as [number, number, number];
}

test("the diagram names the four parts in order", () => {
  const words = executed.displayed("diagram")[0]!["text/plain"] as string;
  assert.match(words, /^1\. Supervised.*\n2\. Reward model.*\n3\. RL.*\n4\. Safety and alignment/);
});

test("fine-tuning answers and refuses, and stays below the demonstrators' 0.76", () => {
  const [baseEgg, , baseLock] = rating("opinion", "base model");
  const [egg, sky, lock] = rating("sft", "+ supervised fine-tuning");
  assert.ok(egg > baseEgg + 0.3 && egg < 0.76 && sky < 0.76);
  assert.ok(lock > 0.8 && baseLock < 0.2);
  assert.ok(proseOf(executed).includes("= 0.76$"));
});

test("the reward model agrees with fresh comparisons and likes the friendly answer best, to the lock too", () => {
  assert.ok(Number(/agrees with (\d+) %/.exec(executed.printed("reward"))![1]) >= 88);
  const rows = executed.printed("scores").trimEnd().split("\n").slice(1).map(numbers);
  const best = [0, 1, 2].map((question) => {
    const scores = rows.map((row) => row[question]!);
    return scores.indexOf(Math.max(...scores));
  });
  assert.deepEqual(best, [2, 2, 2]);
  assert.ok(rows[4]![2]! > rows[0]![2]!, "a refusal scores better than asking on, as the text says");
});

test("best of four is better than the SFT policy on every question", () => {
  const sft = rating("sft", "+ supervised fine-tuning");
  rating("best-of", "+ reward model, best of 4").forEach((r, i) => {
    assert.ok(r > sft[i]!);
  });
});

test("RL without a penalty makes the harmless answers best and takes the refusal away, after a first rise", () => {
  const [egg, sky, lock] = rating("ppo", "+ RL without a penalty");
  assert.ok(egg > 0.98 && sky > 0.98 && lock < 0.05);
  const [, ratingOfLock] = executed.figures.find(({ cellId }) => cellId === "ppo-chart")!.figure.data as {
    y: number[];
  }[];
  assert.ok(Math.max(...ratingOfLock!.y) > ratingOfLock!.y[0]! + 0.03);
  assert.match(
    figureTitle(executed, "ppo-chart"),
    new RegExp(`egg's rating to ${egg.toFixed(2)}, .* to ${lock.toFixed(2)}$`),
  );
  const caption = executed.displayed("ppo-chart").at(-1)!["text/plain"] as string;
  const [from, to] = numbers(caption);
  assert.ok(to! > from!, "the learned reward rises meanwhile");
});

test("KL keeps the refusal that curation has taught, and cannot keep one that was never there", () => {
  const curated = rating("safe", "+ KL, curated");
  const uncurated = rating("safe", "KL, but not curated");
  const sft = rating("sft", "+ supervised fine-tuning");
  assert.ok(curated.every((r, i) => r > sft[i]!));
  assert.ok(uncurated[0] > 0.9 && uncurated[2] < 0.2);
  const shares = [...figureTitle(executed, "stages-chart").matchAll(/(\d+) %/g)].map(([, share]) =>
    Number(share),
  );
  assert.equal(shares.length, 3);
  assert.ok(shares[0]! > 85 && shares[1]! < 5 && shares[2]! < 20);
});

test("the best price lies between too cheap and too dear, where the title says", () => {
  const { x, y } = executed.figures
    .find(({ cellId }) => cellId === "price-chart")!
    .figure.data.at(-1) as unknown as { x: number[]; y: number[] };
  const best = y.indexOf(Math.max(...y));
  assert.ok(best > 0 && best < y.length - 1);
  assert.match(figureTitle(executed, "price-chart"), new RegExp(`β = ${x[best]!.toFixed(1)}$`));
});

test("the table at the end repeats the ratings of all stages", () => {
  const rows = (executed.displayed("summary-table")[0]!["text/markdown"] as string).split("\n").slice(2);
  assert.deepEqual(rows.map(numbers), [
    rating("opinion", "base model"),
    rating("sft", "+ supervised fine-tuning"),
    rating("best-of", "+ reward model, best of 4"),
    rating("ppo", "+ RL without a penalty"),
    rating("safe", "+ KL, curated"),
    rating("safe", "KL, but not curated"),
  ]);
});

test("every chart has title, axes and caption, and Plotly knows its attributes", () => {
  assertFigures(executed, ["ppo-chart", "lock-chart", "stages-chart", "price-chart"]);
});

test("the executed notebook is small and quiet", () => assertSmallAndQuiet(executed));

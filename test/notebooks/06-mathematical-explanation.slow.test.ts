import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertFigures, assertSmallAndQuiet, figureTitle, proseOf } from "./courseFigures";
import { type ExecutedCourseNotebook, executeCourseNotebook } from "./executedNotebook";

let executed: ExecutedCourseNotebook;
before(async () => {
  executed = await executeCourseNotebook("06-mathematical-explanation.ipynb");
});

const lines = (cellId: string) => executed.printed(cellId).trimEnd().split("\n");
const numbers = (text: string) => [...text.matchAll(/-?\d+\.\d+/g)].map(([number]) => Number(number));
const table = (cellId: string) => lines(cellId).map(numbers);

function assertClose(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (const [i, value] of actual.entries())
    assert.ok(Math.abs(value - expected[i]!) <= tolerance, `${actual} against ${expected}`);
}

// What the notebook starts from, worked out again here.
const R = [1, 0.6, 0.2, -1];
const q = [0.1, 0.4, 0.3, 0.2];
const beta = 0.5;
const weights = q.map((p, a) => p * Math.exp(R[a]! / beta));
const Z = weights.reduce((sum, weight) => sum + weight);

test("the reference earns 0.200, and sampling agrees within three standard errors", () => {
  assert.equal(executed.printed("setup"), "expected reward of q: 0.200\n");
  for (const [mean, error] of table("sampling")) assert.ok(Math.abs(mean! - 0.2) < 3 * error!);
  assert.ok(proseOf(executed).includes("The policy $q$ earns 0.200."));
});

test("a comparison pushes by its surprise, and seven wins of ten leave no slope at log(7/3)", () => {
  const slopes = table("bt-check").slice(0, 3);
  for (const [found, formula] of slopes) assert.equal(found, formula);
  assert.deepEqual(
    slopes.map(([found]) => found),
    [-2, 0, 2].map((lead) => Number((-1 / (1 + Math.exp(lead))).toFixed(4))),
  );
  assert.equal(lines("bt-check")[3], "seven of ten, at log(7/3): no slope");
});

test("with seven of ten the margin loss asks for the full margin, Bradley–Terry for log(7/3)", () => {
  assert.deepEqual(lines("disagree"), ["Bradley–Terry: 0.8", "margin, m = 1: 1.0"]);
});

test("the policy gradient is the same by formula, by differences and by automatic differentiation", () => {
  const exact = q.map((p, a) => Number((p * (R[a]! - 0.2)).toFixed(4)));
  for (const row of table("gradient-check")) assertClose(row, exact, 1e-4);
  assert.equal(exact[2], 0, "the answer to the prediction");
});

test("both sampled gradients are right within their noise, and the baseline's is closer", () => {
  const [exact, plain, withBaseline] = table("sampled") as [number[], number[], number[]];
  const error = (slopes: number[]) => Math.hypot(...slopes.map((slope, a) => slope - exact[a]!));
  assert.ok(error(plain) < 0.1);
  assert.ok(error(withBaseline) < error(plain) / 3);
});

test("the noise with and without baseline is that of the exact formula", () => {
  const deviation = (shift: number) => {
    const terms = q.map((_, a) => (R[a]! + shift) * ((a === 0 ? 1 : 0) - q[0]!));
    return Math.sqrt(q.reduce((sum, p, a) => sum + p * (terms[a]! - 0.08) ** 2, 0));
  };
  const [without, withBaseline] = table("baseline-chart").flat();
  assert.equal(without, Number(deviation(5).toFixed(2)));
  assert.equal(withBaseline, Number(deviation(-0.2).toFixed(2)));
  const ratio = (deviation(5) / deviation(-0.2)).toFixed(1);
  assert.match(figureTitle(executed, "baseline-show"), new RegExp(`${ratio} times less noisy`));
});

test("the tilted optimum is q·exp(R/β)/Z, is worth β·log Z, beats all others, and training arrives there", () => {
  const shares = table("tilted").slice(0, 4);
  shares.forEach(([from, to], a) => {
    assert.equal(from, 100 * q[a]!);
    assert.ok(Math.abs(to! - (100 * weights[a]!) / Z) <= 0.051);
  });
  const value = (beta * Math.log(Z)).toFixed(4);
  assert.equal(lines("tilted")[4], `worth ${value}, β log Z is ${value}`);
  const [identity, record, formula, training] = lines("optimum-check");
  assert.match(identity!, /below 1e-12: true$/);
  const [random, optimum] = numbers(record!);
  assert.ok(random! < optimum!);
  assertClose(numbers(training!), numbers(formula!), 0.0021);
});

test("the price of a small β turns the order round, as the prediction's answer says", () => {
  const { figure } = executed.figures.find(({ cellId }) => cellId === "price-slider")!;
  const { sliders } = figure.layout as unknown as {
    sliders: [{ steps: { label: string; args: [{ x: [number[]] }] }[] }];
  };
  const shares = new Map(sliders[0].steps.map(({ label, args }) => [label, args[0].x[0]]));
  assert.ok(shares.get("0.2")![0]! > shares.get("0.2")![1]!);
  assert.ok(shares.get("0.5")![0]! < shares.get("0.5")![1]!);
});

test("the DPO loss of the optimum is the Bradley–Terry loss of the rewards", () => {
  const [viaDpo, viaReward] = table("dpo-identity").flat();
  assert.equal(viaDpo, viaReward);
  assert.ok(Math.abs(viaDpo! - Math.log(1 + Math.exp(-2))) < 1e-5);
});

test("with and without a reward model training ends at the tilted optimum", () => {
  const [optimum, rlhf, dpo, , trueLeads, learned, implicit] = table("arrive");
  for (const way of [rlhf!, dpo!]) assertClose(way, optimum!, 0.31);
  for (const leads of [learned!, implicit!]) assertClose(leads, trueLeads!, 0.031);
  assert.equal(
    figureTitle(executed, "arrive-chart"),
    "With and without a reward model, training ends at the same policy",
  );
});

test("every chart has title, axes and caption, and Plotly knows its attributes", () => {
  assertFigures(executed, ["likelihood", "two-losses", "baseline-show", "price-slider", "arrive-chart"]);
});

test("the executed notebook is small and quiet", () => assertSmallAndQuiet(executed));

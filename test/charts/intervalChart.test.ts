import assert from "node:assert/strict";
import { test } from "node:test";
import { describeFigure } from "../../src/charts/describeFigure";
import { type IntervalChartOptions, intervalChart } from "../../src/charts/intervalChart";

const options: IntervalChartOptions = {
  title: "Two estimates get sharper",
  caption: "Points with intervals.",
  valueTitle: "probability",
  nameTitle: "annotator",
  names: ["ada", "ben"],
  states: {
    "10": [
      { mean: 0.5, low: 0.25, high: 0.75 },
      { mean: 0.5, low: 0.25, high: 0.625 },
    ],
    "100": [
      { mean: 0.75, low: 0.5, high: 0.875 },
      { mean: 0.5, low: 0.375, high: 0.625 },
    ],
  },
  statePrefix: "questions: ",
  truth: [0.8, 0.4],
};

test("the last state is shown first, and the slider goes through all of them", () => {
  const { data, layout } = intervalChart(options);
  const [estimate, truth] = data;
  assert.deepEqual(estimate!.x, [0.75, 0.5]);
  const errors = estimate!.error_x as { array: number[]; arrayminus: number[] };
  assert.deepEqual(
    [errors.array, errors.arrayminus],
    [
      [0.125, 0.125],
      [0.25, 0.125],
    ],
  );
  assert.deepEqual(truth!.x, [0.8, 0.4]);
  const [slider] = layout.sliders as {
    active: number;
    steps: { label: string; args: [{ x: number[][] }] }[];
  }[];
  assert.equal(slider!.active, 1);
  assert.deepEqual(
    slider!.steps.map(({ label, args }) => [label, args[0].x[0]]),
    [
      ["10", [0.5, 0.5]],
      ["100", [0.75, 0.5]],
    ],
  );
});

test("a single state has no slider, and in words the estimates are named", () => {
  const only = intervalChart({ ...options, states: { all: options.states["100"]! }, truth: undefined });
  assert.equal(only.layout.sliders, undefined);
  assert.equal(only.data.length, 1);
  assert.match(describeFigure(only), /estimate: ada: 0\.75; ben: 0\.5\./);
});

test("numbers that do not fit the names are refused", () => {
  assert.throws(() => intervalChart({ ...options, truth: [1] }), /truth has 1 numbers, but 2 are needed/);
  assert.throws(() => intervalChart({ ...options, states: {} }), /states must be a list of at least one/);
});

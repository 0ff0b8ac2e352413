import assert from "node:assert/strict";
import { test } from "node:test";
import { tradeOffChart } from "../../src/charts/tradeOffChart";

const line = (x: number[], y: number[]) => ({ x, y, labels: x.map((_, i) => `weight ${i}`) });
const options = {
  title: "Warm or right",
  caption: "Lines.",
  xTitle: "tone",
  yTitle: "correctness",
  frontiers: { possible: line([0, 1], [1, 0.5]) },
  landmarks: { before: { x: 0.2, y: 0.7 } },
  moving: {
    name: "trained",
    slider: "β",
    states: [
      { value: 0.1, points: line([0.2, 0.9], [0.9, 0.4]) },
      { value: 1, points: line([0.2, 0.3], [0.7, 0.6]) },
    ],
  },
};

interface Slider {
  active: number;
  steps: { label: string; args: [{ x: number[][]; y: number[][] }, number[]] }[];
}

test("the slider moves the trained policies and nothing else", () => {
  const { data, layout } = tradeOffChart({ ...options, shown: 0 });
  assert.deepEqual(
    data.map(({ name }) => name),
    ["possible", "before", "trained"],
  );
  assert.deepEqual(data[2]!.x, [0.2, 0.9]);
  const { active, steps } = (layout.sliders as Slider[])[0]!;
  assert.equal(active, 0);
  assert.deepEqual(
    steps.map(({ label }) => label),
    ["0.1", "1"],
  );
  assert.deepEqual(steps[1]!.args, [{ x: [[0.2, 0.3]], y: [[0.7, 0.6]] }, [2]]);
});

test("without a wish, the middle state is shown first", () => {
  assert.equal((tradeOffChart(options).layout.sliders as Slider[])[0]!.active, 1);
});

test("a state that is not there, and a slider without states, are refused", () => {
  assert.throws(() => tradeOffChart({ ...options, shown: 2 }), /shown is 2, but there are 2 states/);
  assert.throws(
    () => tradeOffChart({ ...options, moving: { ...options.moving, states: [] } }),
    /the slider has 0 states/,
  );
});

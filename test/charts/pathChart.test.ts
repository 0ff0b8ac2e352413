import assert from "node:assert/strict";
import { test } from "node:test";
import { type PathChartOptions, pathChart } from "../../src/charts/pathChart";

const options: PathChartOptions = {
  title: "It learns to go around",
  caption: "From above.",
  xTitle: "across (metres)",
  yTitle: "up (metres)",
  stages: { "1": { x: [0, 1], y: [0, 0] }, "5": { x: [0, 0.5, 1], y: [0, 1, 0] } },
  wanted: { x: [0, 0.5, 1], y: [0, 2, 0] },
  places: [{ name: "lap<top", x: 0.5, y: 0, radius: 0.25 }],
  xRange: [0, 1],
  yRange: [-1, 2],
};

test("the last stage is shown first, beside the path that is wanted, at the same scale on both axes", () => {
  const { data, layout } = pathChart(options);
  assert.deepEqual(
    data.map(({ y }) => y),
    [
      [0, 1, 0],
      [0, 2, 0],
      [0, 0],
    ],
  );
  assert.equal(layout.yaxis.scaleanchor, "x");
  const [slider] = layout.sliders as { active: number; steps: { args: [{ y: number[][] }, number[]] }[] }[];
  assert.equal(slider!.active, 1);
  assert.deepEqual(slider!.steps[0]!.args, [{ x: [[0, 1]], y: [[0, 0]] }, [0]]);
});

test("a place is a circle with its name on it", () => {
  const { layout } = pathChart(options);
  const [shape] = layout.shapes as { x0: number; x1: number; y0: number; y1: number }[];
  assert.deepEqual([shape!.x0, shape!.x1, shape!.y0, shape!.y1], [0.25, 0.75, -0.25, 0.25]);
  assert.equal((layout.annotations as { text: string }[])[0]!.text, "lap&lt;top");
});

test("a path whose coordinates do not match is refused", () => {
  const stages = { "1": { x: [0, 1], y: [0] } };
  assert.throws(() => pathChart({ ...options, stages }), /has 1 numbers, but 2 are needed/);
});

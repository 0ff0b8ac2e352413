import assert from "node:assert/strict";
import { test } from "node:test";
import { shareChart } from "../../src/charts/shareChart";

const options = {
  title: "Right ones gain",
  caption: "Bars.",
  stages: ["before", "after"],
  parts: { right: [0.5, 0.95], wrong: [0.5, 0.05] },
};

test("each part is one trace over all stages, stacked", () => {
  const { data, layout } = shareChart(options);
  assert.equal(layout.barmode, "stack");
  assert.deepEqual(
    data.map((trace) => [trace.name, trace.x]),
    [
      ["right", [0.5, 0.95]],
      ["wrong", [0.5, 0.05]],
    ],
  );
});

test("a share too small for writing stays without it", () => {
  assert.deepEqual(shareChart(options).data[1]!.text, ["50 %", ""]);
});

test("shares that do not sum to 1 are refused, with the stage's name", () => {
  assert.throws(
    () => shareChart({ ...options, parts: { right: [0.5, 0.9], wrong: [0.5, 0.05] } }),
    /the shares of "after" sum to 0\.95/,
  );
});

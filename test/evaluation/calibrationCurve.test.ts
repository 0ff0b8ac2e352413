import assert from "node:assert/strict";
import test from "node:test";
import { calibrationCurve } from "../../src/evaluation/calibrationCurve";
import { Generator } from "../../src/tensor/generator";

const near = (actual: number, expected: number, tolerance = 1e-9) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

test("predictions that come true as often as they say have no calibration error", () => {
  const { bins, expectedCalibrationError, brierScore } = calibrationCurve({
    probabilities: [0.25, 0.25, 0.25, 0.25, 0.5, 0.5],
    outcomes: [true, false, false, false, true, false],
  });
  near(expectedCalibrationError, 0);
  assert.deepEqual(
    bins.map(({ count, frequency }) => [count, frequency]),
    [
      [4, 0.25],
      [2, 0.5],
    ],
  );
  near(brierScore, (3 * 0.0625 + 0.5625 + 2 * 0.25) / 6);
});

test("the expected error weighs the bins by their predictions, the maximum error takes the worst", () => {
  const { expectedCalibrationError, maximumCalibrationError } = calibrationCurve({
    probabilities: [0.9, 0.9, 0.9, 0.1],
    outcomes: [0, 0, 1, 0],
  });
  near(maximumCalibrationError, 0.9 - 1 / 3);
  near(expectedCalibrationError, 0.75 * (0.9 - 1 / 3) + 0.25 * 0.1);
});

test("a calibrated model's error falls with the number of predictions, an overconfident one's does not", () => {
  const generator = new Generator(4);
  const error = (count: number, sharpen: number) => {
    const truth = Array.from(generator.rand(count));
    const outcomes = Array.from(generator.rand(count), (u, i) => u < truth[i]!);
    const probabilities = truth.map((p) => p ** sharpen / (p ** sharpen + (1 - p) ** sharpen));
    return calibrationCurve({ probabilities, outcomes }).expectedCalibrationError;
  };
  assert.ok(error(20_000, 1) < 0.02);
  assert.ok(error(200, 1) > error(20_000, 1));
  assert.ok(error(20_000, 3) > 0.1);
});

test("quantile bins hold equal numbers of predictions and keep equal ones together", () => {
  const { bins } = calibrationCurve(
    { probabilities: [0.1, 0.2, 0.3, 0.4, 0.4, 0.9], outcomes: [0, 0, 0, 1, 0, 1] },
    { bins: 2, strategy: "quantile" },
  );
  assert.deepEqual(
    bins.map(({ lower, upper, count }) => [lower, upper, count]),
    [
      [0.1, 0.3, 3],
      [0.4, 0.9, 3],
    ],
  );
  const equal = calibrationCurve(
    { probabilities: [0.5, 0.5, 0.5], outcomes: [0, 1, 0] },
    { bins: 3, strategy: "quantile" },
  );
  assert.equal(equal.bins.length, 1);
});

test("probability 1 belongs to the last bin, and numbers outside of 0…1 are refused", () => {
  assert.deepEqual(calibrationCurve({ probabilities: [1], outcomes: [1] }).bins[0]?.upper, 1);
  assert.throws(() => calibrationCurve({ probabilities: [1.2], outcomes: [1] }), /probabilities\[0\] is 1.2/);
  assert.throws(() => calibrationCurve({ probabilities: [0.2], outcomes: [2] }), /outcomes\[0\] is 2/);
  assert.throws(() => calibrationCurve({ probabilities: [0.2], outcomes: [] }), /outcomes has shape \[0\]/);
});

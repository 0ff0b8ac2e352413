import assert from "node:assert/strict";
import { test } from "node:test";
import { pairCalibrationError } from "../../src/reward/calibrationError";

const close = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual}`);

test("predictions that are right as often as they are sure have no calibration error", () => {
  // Four times 0.75: three right, one wrong (the preferred answer got 0.25).
  close(pairCalibrationError([0.75, 0.75, 0.75, 0.25]), 0);
  close(pairCalibrationError([0.5, 0.5]), 0);
});

test("a model that is always sure and right half of the time has an error of one half", () => {
  close(pairCalibrationError([1, 0, 1, 0]), 0.5);
});

test("bins are weighted by how many predictions they hold", () => {
  // Bin of 0.9: both right, error 0.1. Bin of 0.6: one wrong, error 0.6.
  close(pairCalibrationError([0.9, 0.9, 0.4]), (2 * 0.1 + 0.6) / 3);
});

test("without comparisons the calibration error is not a number", () => {
  assert.ok(Number.isNaN(pairCalibrationError([])));
});

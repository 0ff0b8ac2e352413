import assert from "node:assert/strict";
import test from "node:test";
import { AdaptiveKlController, FixedKlController } from "../../src/training/klController";

test("the adaptive controller raises β while KL is above its target and lowers it below, by at most 0.2·samples/horizon", () => {
  const controller = new AdaptiveKlController({ initialCoefficient: 0.1, target: 6, horizon: 1000 });
  assert.equal(controller.update(6, 100), 0.1);
  assert.ok(Math.abs(controller.update(6.6, 100) - 0.1 * 1.01) < 1e-12);
  const before = controller.coefficient;
  assert.ok(Math.abs(controller.update(1e6, 100) / before - 1.02) < 1e-12);
  assert.ok(Math.abs(controller.update(0, 100) / (before * 1.02) - 0.98) < 1e-12);
});

test("the adaptive controller drives a KL that shrinks with β to its target", () => {
  const controller = new AdaptiveKlController({ initialCoefficient: 0.01, target: 2, horizon: 100 });
  for (let i = 0; i < 2000; i++) controller.update(1 / controller.coefficient, 10);
  assert.ok(Math.abs(1 / controller.coefficient - 2) < 1e-3);
});

test("β stays positive however many samples are reported at once", () => {
  const controller = new AdaptiveKlController({ initialCoefficient: 0.1, target: 2, horizon: 10 });
  assert.ok(controller.update(0, 1e6) > 0);
});

test("the fixed controller keeps its coefficient, and bad numbers are refused", () => {
  const controller = new FixedKlController(0.05);
  assert.equal(controller.update(100, 1000), 0.05);
  assert.throws(() => new FixedKlController(-1), /coefficient is -1/);
  assert.throws(() => new AdaptiveKlController({ target: 0 }), /target is 0; expected a positive number/);
  assert.throws(() => new AdaptiveKlController().update(Number.NaN, 1), /observedKl is NaN/);
});

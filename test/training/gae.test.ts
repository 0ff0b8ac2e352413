import assert from "node:assert/strict";
import test from "node:test";
import { gae } from "../../src/training/gae";
import { whiten } from "../../src/training/whiten";

const near = (actual: number, expected: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

const rewards = [[1, 0, -2, 3]];
const values = [[0.5, 1, -1, 2]];

test("with λ = 1 the returns are the discounted sums of rewards, whatever the values", () => {
  const { returns, advantages } = gae({ rewards, values }, { gamma: 0.9, lambda: 1 });
  const expected = [1 - 2 * 0.81 + 3 * 0.729, -2 * 0.9 + 3 * 0.81, -2 + 3 * 0.9, 3];
  expected.forEach((value, t) => {
    near(returns[0]![t]!, value);
    near(advantages[0]![t]!, value - values[0]![t]!);
  });
});

test("with λ = 0 the advantages are the one-step errors", () => {
  const { advantages } = gae({ rewards, values }, { gamma: 0.9, lambda: 0 });
  [1 + 0.9 - 0.5, -0.9 - 1, -2 + 1.8 + 1, 3 - 2].forEach((value, t) => {
    near(advantages[0]![t]!, value);
  });
});

test("padding changes nothing, whatever stands there, and comes out as zero", () => {
  const padded = gae(
    { rewards: [[1, 0, -2, 3, 99]], values: [[0.5, 1, -1, 2, -77]], mask: [[1, 1, 1, 1, 0]] },
    { gamma: 0.9, lambda: 0.8 },
  );
  const plain = gae({ rewards, values }, { gamma: 0.9, lambda: 0.8 });
  assert.deepEqual(padded.advantages[0], [...plain.advantages[0]!, 0]);
  assert.deepEqual(padded.returns[0], [...plain.returns[0]!, 0]);
});

test("a final value stands for what would have come after a sequence that was cut off", () => {
  const whole = gae({ rewards, values }, { gamma: 0.9, lambda: 0 });
  const cut = gae({ rewards: [[1, 0]], values: [[0.5, 1]], finalValues: [-1] }, { gamma: 0.9, lambda: 0 });
  assert.deepEqual(cut.advantages[0], whole.advantages[0]!.slice(0, 2));
});

test("gae refuses values of another shape and discounts outside of 0…1", () => {
  assert.throws(() => gae({ rewards, values: [[1, 2]] }), /row 0 of values has shape \[2\]; expected \[4\]/);
  assert.throws(() => gae({ rewards, values: [] }), /values has 0 rows; expected 1/);
  assert.throws(
    () => gae({ rewards, values, finalValues: [1, 2] }),
    /finalValues has shape \[2\]; expected \[batch\] = \[1\]/,
  );
  assert.throws(() => gae({ rewards, values }, { gamma: 1.1 }), /gamma is 1.1/);
});

test("whitened numbers have mean 0 and unbiased variance 1 where the mask is 1", () => {
  const mask = [
    [1, 1, 1],
    [1, 0, 0],
  ];
  const out = whiten(
    [
      [3, -1, 7],
      [2, 1e6, -5],
    ],
    mask,
  );
  const kept = [...out[0]!, out[1]![0]!];
  near(
    kept.reduce((sum, x) => sum + x, 0),
    0,
  );
  near(kept.reduce((sum, x) => sum + x * x, 0) / 3, 1, 1e-8);
});

test("whitening without shifting keeps the mean; equal numbers and a single one give zeros; an empty mask is refused", () => {
  const out = whiten([[1, 2, 3]], undefined, { shiftMean: false })[0]!;
  near(out.reduce((sum, x) => sum + x, 0) / 3, 2);
  assert.deepEqual(whiten([[0.1, 0.1, 0.1]]), [[0, 0, 0]]);
  assert.deepEqual(whiten([[5]]), [[0]]);
  assert.throws(() => whiten([[1, 2]], [[0, 0]]), /no number is left/);
});

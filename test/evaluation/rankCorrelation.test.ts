import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { averageRanks, kendallTau, spearmanRho } from "../../src/evaluation/rankCorrelation";

const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual} is not ${expected}`);

test("Kendall's τ-b and Spearman's ρ have the values that SciPy documents", () => {
  near(kendallTau([12, 2, 1, 12, 2], [1, 4, 7, 1, 0]), -0.4714045207910317);
  near(spearmanRho([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]), 0.8207826816681233);
});

test("τ-b by merge sort agrees with comparing all pairs, ties included", () => {
  const numbers = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })), {
    minLength: 2,
    maxLength: 40,
  });
  fc.assert(
    fc.property(numbers, (rows) => {
      const a = rows.map(([x]) => x);
      const b = rows.map(([, y]) => y);
      let [difference, untiedA, untiedB] = [0, 0, 0];
      for (let i = 0; i < a.length; i++) {
        for (let j = 0; j < i; j++) {
          const [x, y] = [Math.sign(a[i]! - a[j]!), Math.sign(b[i]! - b[j]!)];
          difference += x * y;
          untiedA += x * x;
          untiedB += y * y;
        }
      }
      const expected = difference / Math.sqrt(untiedA * untiedB);
      const actual = kendallTau(a, b);
      if (Number.isNaN(expected)) assert.ok(Number.isNaN(actual));
      else near(actual, expected);
    }),
    { seed: 8 },
  );
});

test("both are 1 for any increasing relation, −1 for any decreasing one, and symmetric", () => {
  const a = [0.1, 5, -3, 2, 1e6];
  const increasing = a.map((x) => Math.cbrt(x));
  for (const correlation of [kendallTau, spearmanRho]) {
    near(correlation(a, increasing), 1);
    near(
      correlation(
        a,
        increasing.map((x) => -x),
      ),
      -1,
    );
    near(correlation(a, [3, 1, 4, 1, 5]), correlation([3, 1, 4, 1, 5], a));
    assert.ok(Number.isNaN(correlation(a, [1, 1, 1, 1, 1])));
  }
});

test("tied numbers share the mean of their ranks", () => {
  assert.deepEqual(averageRanks([10, 20, 10, 30, 10]), [2, 4, 2, 5, 2]);
});

test("100,000 items with infinities are ranked in a moment; NaN is refused", () => {
  const a = Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 100_003);
  a[5] = Number.POSITIVE_INFINITY;
  assert.equal(kendallTau(a, a), 1);
  assert.throws(() => spearmanRho([1, Number.NaN], [1, 2]), /item 1 is NaN; it cannot be ranked/);
  assert.throws(
    () => kendallTau([1], [1, 2]),
    /second argument has shape \[2\], but the first argument has shape \[1\]/,
  );
});

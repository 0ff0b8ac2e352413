import assert from "node:assert/strict";
import test from "node:test";
import { normalQuantile } from "../../src/evaluation/normalQuantile";
import { countWins, winRate } from "../../src/evaluation/winRate";

const near = (actual: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

test("Wilson's interval has the published limits for 8 of 10 and for 0 of 10", () => {
  const some = winRate({ wins: 8, losses: 2 });
  near(some.low, 0.4902, 5e-5);
  near(some.high, 0.9433, 5e-5);
  const none = winRate({ wins: 0, losses: 10 });
  assert.equal(none.low, 0);
  near(none.high, 0.2775, 5e-5);
});

test("a tie counts as half a win", () => {
  const { rate, count, low, high } = winRate({ wins: 3, losses: 1, ties: 4 });
  assert.deepEqual([rate, count], [0.625, 8]);
  assert.ok(low < rate && rate < high);
});

test("95 % intervals cover the true rate in about 95 % of all outcomes, exactly counted", () => {
  for (const truth of [0.05, 0.3, 0.5]) {
    const n = 60;
    let covered = 0;
    let probability = (1 - truth) ** n;
    for (let wins = 0; wins <= n; wins++) {
      const { low, high } = winRate({ wins, losses: n - wins });
      if (low <= truth && truth <= high) covered += probability;
      probability *= ((n - wins) / (wins + 1)) * (truth / (1 - truth));
    }
    assert.ok(covered > 0.93 && covered < 0.98, `coverage ${covered} at ${truth}`);
  }
});

test("more comparisons and less confidence make the interval narrower", () => {
  const width = (wins: number, losses: number, confidence: number) => {
    const { low, high } = winRate({ wins, losses }, { confidence });
    return high - low;
  };
  assert.ok(width(60, 40, 0.95) < width(6, 4, 0.95));
  assert.ok(width(6, 4, 0.5) < width(6, 4, 0.95));
});

test("countWins compares pair by pair, infinite scores and a tolerance included", () => {
  assert.deepEqual(countWins([1, 2, 3, -Infinity], [0, 2, 5, -Infinity]), { wins: 1, losses: 1, ties: 2 });
  assert.deepEqual(countWins([1, 2], [1.05, 3], 0.1), { wins: 0, losses: 1, ties: 1 });
  assert.throws(() => countWins([Number.NaN], [1]), /pair 0 has the scores NaN and 1/);
});

test("winRate refuses negative counts, no comparisons and a confidence of 1", () => {
  assert.throws(() => winRate({ wins: -1, losses: 2 }), /wins is -1/);
  assert.throws(() => winRate({ wins: 0, losses: 0 }), /there is nothing to rate/);
  assert.throws(() => winRate({ wins: 1, losses: 0 }, { confidence: 1 }), /confidence is 1/);
});

test("the normal quantiles are those of the tables, in the centre and in both tails", () => {
  for (const [probability, z] of [
    [0.5, 0],
    [0.975, 1.959963984540054],
    [0.025, -1.959963984540054],
    [0.999, 3.090232306167813],
    [1e-6, -4.753424308822899],
  ] as const) {
    near(normalQuantile(probability), z, 5e-9 * Math.max(1, Math.abs(z)));
  }
  assert.throws(() => normalQuantile(1), /probability is 1/);
});

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Generator } from "../../src/tensor/generator";

const { cases } = JSON.parse(readFileSync("test/fixtures/torch-rng.json", "utf8"));
const more = JSON.parse(readFileSync("test/tensor/torchGenerator.json", "utf8"));

function assertClose(actual: ArrayLike<number>, expected: number[], tolerance = 1e-6): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) => {
    assert.ok(Math.abs(actual[i]! - value) <= tolerance, `element ${i} is ${actual[i]}, in PyTorch ${value}`);
  });
}

describe("Generator, against PyTorch's CPU generator", () => {
  for (const expected of cases) {
    const fresh = () => new Generator(expected.seed);

    test(`draws the same uniform numbers and integers from seed ${expected.seed}, to the bit`, () => {
      assert.deepEqual(Array.from(fresh().rand(5)), expected.rand_5);
      assert.deepEqual(Array.from(fresh().rand(40)), expected.rand_40);
      assert.deepEqual(Array.from(fresh().randint(0, 100, 10)), expected.randint_0_100_x10);
      assert.deepEqual(Array.from(fresh().randperm(12)), expected.randperm_12);
    });

    test(`draws the same normal numbers from seed ${expected.seed}, below 16, at 16, and with a tail`, () => {
      assertClose(fresh().randn(5), expected.randn_5);
      assertClose(fresh().randn(16), expected.randn_16);
      assertClose(fresh().randn(37), expected.randn_37);
    });

    test(`carries its state, the spare normal number too, from call to call from seed ${expected.seed}`, () => {
      const generator = fresh();
      const [five, three, twenty] = expected.randn_5_then_rand_3_then_randn_20;
      assertClose(generator.randn(5), five);
      assert.deepEqual(Array.from(generator.rand(3)), three);
      assertClose(generator.randn(20), twenty);
    });
  }

  for (const { seed, rand } of more.seeds)
    test(`takes the 64-bit seed ${seed} as PyTorch does`, () => {
      assert.deepEqual(Array.from(new Generator(BigInt(seed)).rand(3)), rand);
    });

  for (const { low, high, values } of more.randint)
    test(`draws integers from ${low} to ${high} as PyTorch does`, () => {
      assert.deepEqual(Array.from(new Generator(3).randint(Number(low), Number(high), 5), String), values);
    });

  for (const { low, high, values } of more.randint64)
    test(`draws 64-bit integers from ${low} to ${high} as PyTorch does`, () => {
      assert.deepEqual(Array.from(new Generator(3).randint64(BigInt(low), BigInt(high), 5), String), values);
    });

  test("mixes short and long runs of normal numbers as PyTorch does", () => {
    const generator = new Generator(4);
    for (const expected of more.randnMixed) assertClose(generator.randn(expected.length), expected);
    assertClose(new Generator(6).randn(1003).slice(-20), more.randn1003Tail);
  });

  test("scales uniform numbers and permutes long lists as PyTorch does, to the bit", () => {
    const { low, high, values } = more.uniform;
    assert.deepEqual(Array.from(new Generator(5).uniform(low, high, 40)), values);
    assert.deepEqual(Array.from(new Generator(9).randperm(5000).slice(-10)), more.randpermTail);
  });

  test("draws from weights with replacement as PyTorch does", () => {
    const { weights, drawn, randAfterwards } = more.multinomial;
    const generator = new Generator(2);
    assert.deepEqual(Array.from(generator.multinomial(Float32Array.from(weights), 40)), drawn);
    assert.deepEqual(Array.from(generator.rand(2)), randAfterwards);
  });
});

describe("Generator", () => {
  test("is mt19937: its ten-thousandth number from seed 5489 is the one that the C++ standard demands", () => {
    const generator = new Generator(5489);
    assert.equal(generator.randint64(0n, 2n ** 28n - 1n, 9999).length, 9999);
    // 4123659995 modulo 2^28 − 1, as the C++ standard (rand.predef) gives 4123659995 for number 10,000.
    assert.equal(generator.randint(0, 2 ** 28 - 1, 1)[0], 4123659995 % (2 ** 28 - 1));
  });

  test("stays within the range asked for, whatever the seed", () => {
    fc.assert(
      fc.property(
        fc.maxSafeInteger(),
        fc.integer({ min: -100, max: 100 }),
        fc.integer({ min: 1, max: 50 }),
        (seed, low, width) => {
          const generator = new Generator(seed);
          assert.ok(generator.rand(50).every((x) => x >= 0 && x < 1));
          assert.ok(generator.randint(low, low + width, 50).every((x) => x >= low && x < low + width));
          assert.deepEqual(
            Array.from(generator.randperm(width)).sort((a, b) => a - b),
            [...Array(width).keys()],
          );
          assert.ok(generator.randn(50).every((x) => Math.abs(x) < 6.1));
        },
      ),
      { numRuns: 50, seed: 1 },
    );
  });

  test("has the mean and variance of the uniform and the normal distribution", () => {
    const generator = new Generator(11);
    for (const [values, mean, variance] of [
      [generator.rand(100_000), 0.5, 1 / 12],
      [generator.randn(100_000), 0, 1],
    ] as const) {
      const average = values.reduce((sum, x) => sum + x, 0) / values.length;
      const spread = values.reduce((sum, x) => sum + (x - average) ** 2, 0) / values.length;
      assert.ok(Math.abs(average - mean) < 4 * Math.sqrt(variance / values.length), `mean ${average}`);
      assert.ok(Math.abs(spread / variance - 1) < 0.02, `variance ${spread}`);
    }
  });

  test("draws indices as often as their weights say, and never one of weight zero", () => {
    const counts = [0, 0, 0, 0];
    for (const index of new Generator(3).multinomial([1, 0, 3, 4], 80_000)) counts[index]!++;
    assert.equal(counts[1], 0);
    [1 / 8, 0, 3 / 8, 4 / 8].forEach((share, i) => {
      assert.ok(Math.abs(counts[i]! / 80_000 - share) < 0.01, `index ${i}: ${counts[i]}`);
    });
    assert.deepEqual(Array.from(new Generator(3).multinomial([0, 5, 0], 20)), Array(20).fill(1));
  });

  test("chooses every item sooner or later, and shuffles without losing one or touching the original", () => {
    const generator = new Generator(1);
    const items = Object.freeze(["a", "b", "c"]);
    assert.deepEqual(new Set(Array.from({ length: 40 }, () => generator.choice(items))), new Set(items));
    assert.deepEqual(generator.shuffle(items).sort(), ["a", "b", "c"]);
    assert.deepEqual(generator.shuffle([]), []);
  });

  test("forks streams that differ from each other and from their parent, and are the same for the same seed", () => {
    const streams = (seed: number) => {
      const parent = new Generator(seed);
      return [parent.fork(), ...parent.split(2), parent].map((generator) =>
        Array.from(generator.rand(8)).join(),
      );
    };
    assert.equal(new Set(streams(7)).size, 4);
    assert.deepEqual(streams(7), streams(7));
    assert.notDeepEqual(streams(7), streams(8));
  });

  test("goes on from a saved state exactly, also after a way through JSON", () => {
    const generator = new Generator(5);
    generator.randn(3);
    generator.rand(700);
    const state = JSON.parse(JSON.stringify(generator.getState()));
    const expected = [...generator.randn(5), ...generator.rand(5)];
    const other = new Generator(0);
    other.setState(state);
    assert.deepEqual([...other.randn(5), ...other.rand(5)], expected);
  });

  test("gives nothing for a count of zero, and takes no number for it", () => {
    const generator = new Generator(2);
    const empty = [generator.rand(0), generator.randn(0), generator.randint(0, 5, 0), generator.randperm(0)];
    for (const values of empty) assert.equal(values.length, 0);
    assert.deepEqual(generator.rand(3), new Generator(2).rand(3));
  });

  test("refuses wrong seeds, counts and ranges, naming what was wrong", () => {
    const generator = new Generator(0);
    for (const seed of [1.5, Number.NaN, Infinity, 2 ** 60])
      assert.throws(() => new Generator(seed), /seed must be an integer/);
    for (const seed of [2n ** 64n, -(2n ** 63n) - 1n])
      assert.throws(() => new Generator(seed), /between -2\^63 and 2\^64 - 1/);
    for (const count of [-1, 1.5, Number.NaN]) {
      assert.throws(() => generator.rand(count), /uniform: count must be a whole number/);
      assert.throws(() => generator.randn(count), /randn: count/);
      assert.throws(() => generator.randperm(count), /randperm: count/);
      assert.throws(() => generator.randint(0, 2, count), /randint: count/);
      assert.throws(() => generator.multinomial([1], count), /multinomial: count/);
      assert.throws(() => generator.split(count), /split: count/);
    }
    assert.throws(() => generator.randint(3, 3, 1), /low < high.*got low 3 and high 3/);
    assert.throws(() => generator.randint(0, 2 ** 32, 1), /randint64 takes larger ones/);
    assert.throws(() => generator.randint64(1n, 1n, 1), /low < high/);
    assert.throws(() => generator.uniform(1, 0, 1), /finite low <= high/);
    assert.throws(() => generator.multinomial([], 1), /nothing to draw from/);
    assert.throws(() => generator.multinomial([1, -1], 1), /probability 1 of 2 is -1/);
    assert.throws(() => generator.multinomial([1, Number.NaN], 1), /probability 1 of 2 is NaN/);
    assert.throws(() => generator.multinomial([0, 0], 1), /sum to 0/);
    assert.throws(() => generator.choice([]), /nothing to choose from/);
    assert.throws(
      () => generator.setState({ engine: "mt19937", words: [1], position: 0, cachedNormal: null }),
      /624 words/,
    );
  });
});

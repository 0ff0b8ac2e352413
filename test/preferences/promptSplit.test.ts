import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Comparison } from "../../src/preferences/comparison";
import { foldsByPrompt, splitByPrompt } from "../../src/preferences/promptSplit";
import { Generator } from "../../src/tensor/generator";

fc.configureGlobal({ seed: 20 });

function withSizes(sizes: number[]): Comparison[] {
  const rounds = Math.max(...sizes);
  const comparisons: Comparison[] = [];
  for (let round = 0; round < rounds; round++)
    sizes.forEach((size, i) => {
      if (round < size) comparisons.push({ prompt: `p${i}`, chosen: `c${round}`, rejected: "r" });
    });
  return comparisons;
}

const anySizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 5, maxLength: 40 });
const promptsOf = (comparisons: Comparison[]) => new Set(comparisons.map(({ prompt }) => prompt));

test("a split is a partition that cuts through no prompt, whatever the sizes", () => {
  fc.assert(
    fc.property(anySizes, fc.nat(), (sizes, seed) => {
      const comparisons = withSizes(sizes);
      const fractions = { train: 0.7, validation: 0.2, test: 0.1 };
      const parts = splitByPrompt(comparisons, { fractions, generator: new Generator(seed) });
      const { train, validation, test } = parts;
      assert.equal(train.length + validation.length + test.length, comparisons.length);
      assert.equal(new Set([...train, ...validation, ...test]).size, comparisons.length);
      const prompts = [train, validation, test].map(promptsOf);
      assert.equal(prompts[0]!.size + prompts[1]!.size + prompts[2]!.size, sizes.length);
      assert.ok(prompts.every((set) => set.size > 0));
      // Order is kept, so places in the original only grow.
      for (const part of [train, validation, test]) {
        const places = part.map((comparison) => comparisons.indexOf(comparison));
        assert.deepEqual(
          places,
          [...places].sort((a, b) => a - b),
        );
      }
    }),
  );
});

test("part sizes come near the request although one prompt has half of all comparisons", () => {
  const comparisons = withSizes([200, ...Array<number>(100).fill(2)]);
  for (let seed = 0; seed < 20; seed++) {
    const [train, test] = splitByPrompt(comparisons, {
      fractions: [0.8, 0.2],
      generator: new Generator(seed),
    });
    assert.ok(Math.abs(train!.length - 320) <= 2, `${train!.length}`);
    assert.equal(train!.length + test!.length, 400);
  }
});

test("prompts of every size reach the small part", () => {
  const comparisons = withSizes([...Array<number>(20).fill(9), ...Array<number>(60).fill(1)]);
  const { test } = splitByPrompt(comparisons, {
    fractions: { train: 0.75, test: 0.25 },
    generator: new Generator(3),
  });
  const sizes = [...promptsOf(test)].map((prompt) => test.filter((c) => c.prompt === prompt).length);
  assert.ok(sizes.includes(9) && sizes.includes(1), `${sizes}`);
});

test("the same seed gives the same split, another seed another", () => {
  const comparisons = withSizes(Array<number>(50).fill(2));
  const split = (seed: number) =>
    splitByPrompt(comparisons, { fractions: [0.5, 0.5], generator: new Generator(seed) });
  assert.deepEqual(split(1), split(1));
  assert.notDeepEqual(split(1), split(2));
});

test("folds partition: every comparison is validated on once, and never together with training on its prompt", () => {
  fc.assert(
    fc.property(anySizes, fc.integer({ min: 2, max: 5 }), fc.nat(), (sizes, k, seed) => {
      const comparisons = withSizes(sizes);
      const folds = foldsByPrompt(comparisons, k, new Generator(seed));
      assert.equal(folds.length, k);
      const validated = folds.flatMap(({ validation }) => validation);
      assert.equal(validated.length, comparisons.length);
      assert.equal(new Set(validated).size, comparisons.length);
      for (const { training, validation } of folds) {
        assert.equal(training.length + validation.length, comparisons.length);
        const trained = promptsOf(training);
        assert.ok([...promptsOf(validation)].every((prompt) => !trained.has(prompt)));
        assert.ok(validation.length > 0);
      }
    }),
  );
});

test("folds of many small prompts have equal sizes up to one prompt", () => {
  const folds = foldsByPrompt(withSizes(Array<number>(33).fill(3)), 5, new Generator(0));
  const sizes = folds.map(({ validation }) => validation.length);
  assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 3, `${sizes}`);
});

test("requests that cannot be met are refused with what to do", () => {
  const generator = new Generator(0);
  const two = withSizes([3, 3]);
  assert.throws(() => foldsByPrompt(two, 3, generator), /2 prompts cannot make 3 folds.*fewer folds/);
  assert.throws(() => foldsByPrompt(two, 1, generator), /whole number of 2 or more, found 1/);
  assert.throws(() => foldsByPrompt(two, 2.5, generator), /found 2.5/);
  assert.throws(() => foldsByPrompt([], 2, generator), /0 prompts/);
  assert.throws(() => splitByPrompt(two, { fractions: [0.5, 0.4], generator }), /sum to 1.*sum 0.9/);
  assert.throws(() => splitByPrompt(two, { fractions: { a: 1, b: 0 }, generator }), /above 0/);
  assert.throws(() => splitByPrompt(two, { fractions: [Number.NaN, 1], generator }), /above 0/);
  assert.throws(() => splitByPrompt(two, { fractions: [0.4, 0.3, 0.3], generator }), /cannot make 3 parts/);
});

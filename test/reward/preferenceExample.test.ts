import assert from "node:assert/strict";
import { test } from "node:test";
import { type PromptedAnswer, rankedItems } from "../../src/reward/preferenceExample";

test("all forms of a judgement become items from best to worst", () => {
  const plain = { tie: false, strength: 0 };
  assert.deepEqual(rankedItems<number>([3, 1], 0), { items: [3, 1], ...plain });
  assert.deepEqual(rankedItems<number>([3, 1, 2], 0), { items: [3, 1, 2], ...plain });
  assert.deepEqual(rankedItems<number>({ chosen: 3, rejected: 0 }, 0), { items: [3, 0], ...plain });
  assert.deepEqual(rankedItems<number>({ better: 0, worse: 1, strength: 3, tie: false }, 0), {
    items: [0, 1],
    tie: false,
    strength: 3,
  });
});

test("the prompt of a comparison goes along with both of its answers", () => {
  const comparison = { prompt: "p", chosen: "a", rejected: "b", tie: true };
  assert.deepEqual(rankedItems<string | PromptedAnswer>(comparison, 0), {
    items: [
      { prompt: "p", answer: "a" },
      { prompt: "p", answer: "b" },
    ],
    tie: true,
    strength: 0,
  });
});

test("a judgement that cannot be read is named by its position", () => {
  assert.throws(() => rankedItems<number>([3], 7), /Example 7 has 1 answers; expected two or more/);
  assert.throws(
    () => rankedItems<number>({ chosen: 1 } as never, 2),
    /Example 2 has the fields chosen; expected/,
  );
  assert.throws(
    () => rankedItems<number>({ chosen: 1, rejected: 2, strength: -1 }, 4),
    /Example 4: strength is -1/,
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { greedyAttack } from "../../src/evaluation/greedyAttack";

const count = (text: string, word: string) => text.split(" ").filter((it) => it === word).length;

test("the word that scores most is appended until the text is long enough", () => {
  const found = greedyAttack((texts) => texts.map((text) => 2 * count(text, "good") + count(text, "fine")), {
    vocabulary: ["bad", "fine", "good"],
    words: 3,
  });
  assert.deepEqual([found.text, found.score], ["good good good", 6]);
  assert.deepEqual(
    found.steps.map(({ score }) => score),
    [0, 2, 4, 6],
  );
});

test("it stops as soon as no word raises the score", () => {
  const once = (texts: string[]) =>
    texts.map((text) => Number(text.includes("good")) - 0.1 * count(text, "good"));
  const found = greedyAttack(once, { vocabulary: ["good"], words: 9, start: "well," });
  assert.equal(found.text, "well, good");
});

test("an empty vocabulary and an impossible length are refused", () => {
  assert.throws(() => greedyAttack(() => [0], { vocabulary: [] }), /vocabulary is empty/);
  assert.throws(() => greedyAttack(() => [0], { vocabulary: ["a"], words: 0 }), /words is 0/);
});

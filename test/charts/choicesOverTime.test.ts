import assert from "node:assert/strict";
import { test } from "node:test";
import { choicesOverTime } from "../../src/charts/choicesOverTime";

const eight = {
  options: ["cheese", "jam"],
  choices: [0, 1, 1, 0, 1, 1, 1, 1],
  liked: [false, true, true, false, true, false, true, true],
};

test("every round is one mark, in the row of its option, among the liked or the others", () => {
  const [liked, others] = choicesOverTime(eight).data;
  assert.deepEqual(
    [liked!.x, liked!.y],
    [
      [2, 3, 5, 7, 8],
      [1, 1, 1, 1, 1],
    ],
  );
  assert.deepEqual(
    [others!.x, others!.y],
    [
      [1, 4, 6],
      [0, 0, 1],
    ],
  );
});

test("the title counts the last quarter", () => {
  assert.equal(choicesOverTime(eight).layout.title.text, "In its last 2 rounds<br>it chose “jam” 2 times");
});

test("a state of the slider shows the rounds up to it and no more; the last one shows all", () => {
  const { frames, data } = choicesOverTime({ ...eight, states: 4 });
  assert.deepEqual(
    frames!.map(({ name }) => name),
    ["round 1", "round 3", "round 6", "round 8"],
  );
  assert.deepEqual(frames![1]!.data[0]!.x, [2, 3]);
  assert.deepEqual(frames![3]!.data[0]!.x, data[0]!.x);
});

test("a choice that is no option, and lists of unequal length, are refused", () => {
  assert.throws(
    () => choicesOverTime({ ...eight, choices: [0, 1, 2, 0, 1, 1, 1, 1] }),
    /2 is none of the options 0 … 1/,
  );
  assert.throws(
    () => choicesOverTime({ ...eight, liked: [true] }),
    /choices has 8 numbers, but 1 are needed/,
  );
});

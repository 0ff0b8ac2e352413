import assert from "node:assert/strict";
import { test } from "node:test";
import type { Comparison } from "../../src/preferences/comparison";
import { comparisonMeasures } from "../../src/preferences/summary";

const judged: Comparison[] = [
  { prompt: "q1", chosen: "long answer", rejected: "short", annotator: "ada", strength: 1 },
  { prompt: "q1", chosen: "long answer", rejected: "short", annotator: "ada", strength: 2 },
  { prompt: "q1", chosen: "short", rejected: "long answer", annotator: "bob", strength: 2 },
  { prompt: "q22", chosen: "aa", rejected: "bb", tie: true },
  { prompt: "q333", chosen: "x", rejected: "yy" },
];

test("the measures of five comparisons are those counted by hand", () => {
  assert.deepEqual(Object.fromEntries(comparisonMeasures(judged)), {
    comparisons: 5,
    prompts: 3,
    annotators: 2,
    "comparisons without annotator": 2,
    ties: 1,
    "repeated questions": 2,
    duplicates: 1,
    "comparisons per prompt: mean": 5 / 3,
    "comparisons per prompt: largest": 3,
    "prompt length: mean": 13 / 5,
    "prompt length: median": 2,
    "prompt length: largest": 4,
    "chosen length: mean": 30 / 5,
    "chosen length: median": 5,
    "chosen length: largest": 11,
    "rejected length: mean": 25 / 5,
    "rejected length: median": 5,
    "rejected length: largest": 11,
    "longer answer wins": 0.5,
    "strength: mean": 5 / 3,
    "strength = 1": 1,
    "strength = 2": 2,
  });
});

test("many different strengths are told by their quartiles, interpolated as numpy does", () => {
  const comparisons = [...Array(14).keys()].map((i) => ({
    prompt: "q",
    chosen: "a",
    rejected: `b${i}`,
    strength: i,
  }));
  const measures = comparisonMeasures(comparisons);
  assert.equal(measures.get("strength: 25 %"), 3.25);
  assert.equal(measures.get("strength: 50 %"), 6.5);
  assert.equal(measures.get("strength: 100 %"), 13);
  assert.equal(measures.has("strength = 1"), false);
});

test("no comparisons give counts of zero and no averages", () => {
  const measures = comparisonMeasures([]);
  assert.deepEqual([...measures.values()], [0, 0, 0, 0, 0, 0, 0]);
});

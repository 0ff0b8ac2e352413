import assert from "node:assert/strict";
import { test } from "node:test";
import { summarise } from "../../src/preferences/summary";

test("the summary is a danfojs DataFrame with one row a measure and the column value", () => {
  const table = summarise([
    { prompt: "q", chosen: "long", rejected: "b", strength: 3 },
    { prompt: "p", chosen: "long", rejected: "c", strength: 3 },
  ]);
  assert.deepEqual(table.columns, ["value"]);
  assert.equal(table.shape[0], table.index.length);
  assert.equal(table.at("comparisons", "value"), 2);
  assert.equal(table.at("longer answer wins", "value"), 1);
  assert.equal(table.at("strength = 3", "value"), 2);
});

test("the summary of no comparisons is a table of zeros", () => {
  assert.equal(summarise([]).at("comparisons", "value"), 0);
});

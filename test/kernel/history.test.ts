import assert from "node:assert/strict";
import { test } from "node:test";
import { History } from "../../src/kernel/history";

function historyOf(...sources: string[]): History {
  const history = new History();
  sources.forEach((source, index) => {
    history.add(index + 1, source);
  });
  return history;
}

test("tail gives the last n inputs, oldest first", () => {
  const history = historyOf("a", "b", "c");
  assert.deepEqual(history.find({ hist_access_type: "tail", n: 2 }), [
    [1, 2, "b"],
    [1, 3, "c"],
  ]);
  assert.equal(history.find({ hist_access_type: "tail", n: 10 }).length, 3);
});

test("range gives the lines from start up to stop of the current session", () => {
  const history = historyOf("a", "b", "c", "d");
  assert.deepEqual(history.find({ hist_access_type: "range", session: 0, start: 2, stop: 4 }), [
    [1, 2, "b"],
    [1, 3, "c"],
  ]);
  assert.equal(history.find({ hist_access_type: "range", session: 0, start: 2, stop: null }).length, 3);
  assert.deepEqual(history.find({ hist_access_type: "range", session: -1, start: 1, stop: 9 }), []);
});

test("search takes a glob pattern and can leave repetitions out", () => {
  const history = historyOf("let x = 1", "x + 1", "let y = 2\nx", "x + 1", "(x)");
  const find = (pattern: string, unique = false) =>
    history.find({ hist_access_type: "search", pattern, unique }).map((entry) => (entry as unknown[])[1]);
  assert.deepEqual(find("let*"), [1, 3]);
  assert.deepEqual(find("x ? 1"), [2, 4]);
  assert.deepEqual(find("x + 1", true), [4]);
  assert.deepEqual(find("(x)"), [5]);
});

test("with outputs, every entry pairs the input with nothing, since outputs are not kept", () => {
  assert.deepEqual(historyOf("a").find({ hist_access_type: "tail", output: true }), [[1, 1, ["a", null]]]);
});

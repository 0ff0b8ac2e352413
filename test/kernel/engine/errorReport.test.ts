import assert from "node:assert/strict";
import { test } from "node:test";
import vm from "node:vm";
import { reportError } from "../../../src/kernel/engine/errorReport";

test("an error is reported with its class, its message and its stack", () => {
  const report = reportError(new TypeError("wrong"));
  assert.equal(report.ename, "TypeError");
  assert.equal(report.evalue, "wrong");
  assert.equal(report.traceback[0], "TypeError: wrong");
  assert.match(report.traceback[1]!, /^ {4}at .*errorReport\.test/);
});

test("a subclass without a name of its own goes by its class", () => {
  class ShapeError extends Error {}
  assert.equal(reportError(new ShapeError("x")).ename, "ShapeError");
});

test("messages of several lines become several lines of the traceback", () => {
  assert.deepEqual(reportError(new Error("one\ntwo")).traceback.slice(0, 2), ["Error: one", "two"]);
});

test("causes follow their error", () => {
  const error = new Error("outer", { cause: new RangeError("inner", { cause: "text" }) });
  const text = reportError(error).traceback.join("\n");
  assert.match(text, /^Error: outer\n[\s\S]*\nCaused by: RangeError: inner\n[\s\S]*\n {2}Caused by: 'text'$/);
});

test("the errors inside an AggregateError are listed", () => {
  const error = new AggregateError([new Error("first"), "second"], "both failed");
  const { ename, traceback } = reportError(error);
  assert.equal(ename, "AggregateError");
  assert.ok(traceback.includes("[0] Error: first"));
  assert.ok(traceback.includes("[1] 'second'"));
});

test("a cause that leads back to its error ends", () => {
  const error = new Error("loop");
  error.cause = error;
  assert.ok(reportError(error).traceback.includes("Caused by: [Error, shown above]"));
});

for (const [thrown, shown] of [
  ["x", "'x'"],
  [null, "null"],
  [undefined, "undefined"],
  [{ code: 3 }, "{ code: 3 }"],
] as const) {
  test(`throwing ${shown} is reported as such`, () => {
    const { ename, evalue, traceback } = reportError(thrown);
    assert.equal(ename, "Uncaught");
    assert.equal(evalue, shown);
    assert.equal(traceback[0], `Uncaught ${shown}`);
  });
}

test("an error of another realm is an error", () => {
  assert.equal(reportError(vm.runInNewContext("new SyntaxError('elsewhere')")).ename, "SyntaxError");
});

test("an error whose properties cannot be read is still reported", () => {
  const hostile = Object.defineProperty(new Error("x"), "stack", {
    get() {
      throw new Error("no");
    },
  });
  Object.defineProperty(hostile, "message", {
    get() {
      throw new Error("no");
    },
  });
  assert.equal(reportError(hostile).ename, "Error");
});

test("the code of a system error is shown", () => {
  const error = Object.assign(new Error("no such file"), { code: "ENOENT" });
  assert.equal(reportError(error).traceback[0], "Error [ENOENT]: no such file");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Diagnostic } from "tslab/dist/converter";
import { reportDiagnostics } from "../../../src/kernel/engine/diagnosticReport";

const source = 'const a: number = "x";\n\tfoo(1,\n  2);\n';

function diagnostic(
  line: number,
  character: number,
  length: number,
  code: number,
  messageText: string,
): Diagnostic {
  const offset = source.split("\n").slice(0, line).join("\n").length + (line > 0 ? 1 : 0) + character;
  const start = { offset, line, character };
  const end = { offset: offset + length, line, character: character + length };
  return { start, end, messageText, code, category: 1 };
}

test("every diagnostic is reported with line, column, number, source line and a caret of its length", () => {
  const report = reportDiagnostics(
    [diagnostic(0, 6, 1, 2322, "Wrong type."), diagnostic(1, 1, 3, 2304, "Cannot find name 'foo'.")],
    source,
    "cell 3",
  );
  assert.equal(report.ename, "TypeScriptError");
  assert.equal(report.evalue, "1:7 - Wrong type. (and 1 more)");
  assert.deepEqual(report.traceback, [
    "TypeScriptError: 2 errors in cell 3; nothing was run",
    "",
    "cell 3:1:7 - error TS2322: Wrong type.",
    '  1 | const a: number = "x";',
    "    |       ^",
    "",
    "cell 3:2:2 - error TS2304: Cannot find name 'foo'.",
    "  2 | \tfoo(1,",
    "    | \t^^^",
  ]);
});

test("an explanation that belongs to a message stands below it and is not counted", () => {
  const report = reportDiagnostics(
    [
      diagnostic(0, 6, 1, 2322, "Type A is not assignable to type B."),
      diagnostic(0, 6, 1, 2326, "Types of property p are incompatible."),
      diagnostic(0, 6, 1, 2322, "Type string is not assignable to type number."),
    ],
    source,
    "cell 1",
  );
  assert.equal(report.evalue, "1:7 - Type A is not assignable to type B.");
  assert.equal(report.traceback[0], "TypeScriptError: 1 error in cell 1; nothing was run");
  assert.deepEqual(report.traceback.slice(3, 5), [
    "  Types of property p are incompatible.",
    "    Type string is not assignable to type number.",
  ]);
});

test("code that cannot be parsed is a SyntaxError", () => {
  assert.equal(
    reportDiagnostics([diagnostic(0, 0, 1, 1005, "';' expected.")], source, "cell 1").ename,
    "SyntaxError",
  );
});

test("a diagnostic in a local file names the file and quotes nothing of the cell", () => {
  const inFile = { ...diagnostic(0, 0, 1, 2304, "Cannot find name 'x'."), fileName: "model.ts" };
  const report = reportDiagnostics([inFile], source, "cell 1");
  assert.deepEqual(report.traceback.slice(2), ["model.ts:1:1 - error TS2304: Cannot find name 'x'."]);
});

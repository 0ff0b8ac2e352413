import assert from "node:assert/strict";
import { test } from "node:test";
import { type CellDiagnostic, reportDiagnostics } from "../../../src/kernel/engine/diagnosticReport";

const source = 'const a: number = "x";\n\tfoo(1,\n  2);\n';

const diagnostic = (
  line: number,
  column: number,
  length: number,
  code: number,
  message: string,
): CellDiagnostic => ({
  code,
  message,
  position: { line, column },
  length,
});

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

test("the lines that explain a message stand below it, and the summary has only the first", () => {
  const message = "Type A is not assignable to type B.\n  Types of property p are incompatible.";
  const report = reportDiagnostics([diagnostic(0, 6, 1, 2322, message)], source, "cell 1");
  assert.equal(report.evalue, "1:7 - Type A is not assignable to type B.");
  assert.equal(report.traceback[0], "TypeScriptError: 1 error in cell 1; nothing was run");
  assert.deepEqual(report.traceback.slice(2, 4), [
    "cell 1:1:7 - error TS2322: Type A is not assignable to type B.",
    "  Types of property p are incompatible.",
  ]);
});

test("code that cannot be parsed is a SyntaxError", () => {
  const report = reportDiagnostics([diagnostic(0, 0, 1, 1005, "';' expected.")], source, "cell 1");
  assert.equal(report.ename, "SyntaxError");
});

test("a diagnostic in a local file names the file and quotes nothing of the cell", () => {
  const inFile = { ...diagnostic(0, 0, 1, 2304, "Cannot find name 'x'."), file: "model.ts" };
  const report = reportDiagnostics([inFile], source, "cell 1");
  assert.equal(report.evalue, "model.ts:1:1 - Cannot find name 'x'.");
  assert.deepEqual(report.traceback.slice(2), ["model.ts:1:1 - error TS2304: Cannot find name 'x'."]);
});

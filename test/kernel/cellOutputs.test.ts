import assert from "node:assert/strict";
import { test } from "node:test";
import { CellOutputs } from "../../src/kernel/cellOutputs";
import type { KernelOutput } from "../../src/kernel/engineProtocol";
import type { CodeCell } from "../../src/notebook/nbformat";

const newCell = (): CodeCell => ({
  cell_type: "code",
  source: "",
  metadata: {},
  execution_count: null,
  outputs: [],
});

const stream = (name: "stdout" | "stderr", text: string): KernelOutput => ({
  output_type: "stream",
  name,
  text,
});

const display = (text: string, id?: string): KernelOutput => ({
  output_type: "display_data",
  data: { "text/plain": text },
  metadata: {},
  transient: id === undefined ? {} : { display_id: id },
});

const update = (text: string, id: string): KernelOutput => ({
  output_type: "update_display_data",
  data: { "text/plain": text },
  metadata: {},
  transient: { display_id: id },
});

function run(outputs: CellOutputs, cell: CodeCell, ...added: KernelOutput[]): string[] {
  outputs.begin(cell);
  for (const output of added) outputs.add(cell, output);
  outputs.finish(cell);
  return shown(cell);
}

const shown = (cell: CodeCell): string[] =>
  cell.outputs.map((output) => {
    if (output.output_type === "stream") return `${output.name}: ${output.text}`;
    return output.output_type === "error" ? output.ename : `${output.data["text/plain"]}`;
  });

test("neighbouring texts of one stream become one output, others stay apart", () => {
  const added = [stream("stdout", "a"), stream("stdout", "b"), stream("stderr", "c"), stream("stdout", "d")];
  assert.deepEqual(run(new CellOutputs(), newCell(), ...added), ["stdout: ab", "stderr: c", "stdout: d"]);
});

test("a later cell updates every display with the same id and adds nothing itself", () => {
  const outputs = new CellOutputs();
  const [first, second] = [newCell(), newCell()];
  run(outputs, first, display("0 %", "bar"), display("other"), display("0 %", "bar"));
  assert.deepEqual(run(outputs, second, update("100 %", "bar")), []);
  assert.deepEqual(shown(first), ["100 %", "other", "100 %"]);
});

test("an update of an unknown display is left out", () => {
  assert.deepEqual(run(new CellOutputs(), newCell(), update("x", "nowhere")), []);
});

test("a stored display does not carry its id", () => {
  const cell = newCell();
  run(new CellOutputs(), cell, display("x", "id"));
  assert.deepEqual(cell.outputs, [
    { output_type: "display_data", data: { "text/plain": "x" }, metadata: {} },
  ]);
});

test("clearing takes away what the cell showed, at once or before the next output", () => {
  const now: KernelOutput = { output_type: "clear_output", wait: false };
  const later: KernelOutput = { output_type: "clear_output", wait: true };
  assert.deepEqual(run(new CellOutputs(), newCell(), display("a"), now, display("b")), ["b"]);
  assert.deepEqual(run(new CellOutputs(), newCell(), display("a"), later), ["a"]);
  assert.deepEqual(run(new CellOutputs(), newCell(), display("a"), later, display("b"), display("c")), [
    "b",
    "c",
  ]);
});

test("a line that was overwritten keeps its last state", () => {
  const added = [stream("stdout", "10 %\r"), stream("stdout", "20 %\rdone\n"), stream("stdout", "next\r\n")];
  assert.deepEqual(run(new CellOutputs(), newCell(), ...added), ["stdout: done\nnext\r\n"]);
});

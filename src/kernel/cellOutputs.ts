import type { CodeCell, DisplayDataOutput, ExecuteResultOutput, Output } from "../notebook/nbformat";
import type { KernelOutput } from "./engineProtocol";

/** Everything on a line before a carriage return that is not followed by a line end. */
const overwritten = /.*\r(?=[^\n])/g;

/**
 * Writes the outputs of a notebook's cells as Jupyter's clients do: neighbouring texts of one stream become one,
 * displays with an id can be updated from later cells, and a cell can clear what it showed.
 */
export class CellOutputs {
  private readonly displays = new Map<
    string,
    { cell: CodeCell; output: DisplayDataOutput | ExecuteResultOutput }[]
  >();
  private clearBeforeNext = false;

  /** Begins to run `cell`: its outputs are taken away. */
  begin(cell: CodeCell): void {
    cell.outputs = [];
    this.clearBeforeNext = false;
  }

  /** Adds one output to `cell`. */
  add(cell: CodeCell, output: KernelOutput): void {
    if (output.output_type === "clear_output") {
      if (output.wait) this.clearBeforeNext = true;
      else this.clear(cell);
      return;
    }
    const displayId = "transient" in output ? output.transient?.display_id : undefined;
    if (displayId !== undefined && "data" in output) this.update(displayId, output);
    if (output.output_type === "update_display_data") return;
    if (this.clearBeforeNext) this.clear(cell);
    const stored = toStored(output);
    if (displayId !== undefined && stored.output_type === "display_data") {
      const shown = this.displays.get(displayId) ?? [];
      this.displays.set(displayId, [...shown, { cell, output: stored }]);
    }
    const last = cell.outputs.at(-1);
    if (stored.output_type === "stream" && last?.output_type === "stream" && last.name === stored.name) {
      last.text += stored.text;
    } else {
      cell.outputs.push(stored);
    }
  }

  /** Ends the run of `cell`: a line that was overwritten with `\r` keeps only its last state. */
  finish(cell: CodeCell): void {
    for (const output of cell.outputs) {
      if (output.output_type === "stream") output.text = output.text.replace(overwritten, "");
    }
  }

  private update(displayId: string, { data, metadata }: Pick<DisplayDataOutput, "data" | "metadata">): void {
    for (const { output } of this.displays.get(displayId) ?? []) Object.assign(output, { data, metadata });
  }

  private clear(cell: CodeCell): void {
    cell.outputs = [];
    this.clearBeforeNext = false;
    for (const [id, shown] of this.displays) {
      this.displays.set(
        id,
        shown.filter((display) => display.cell !== cell),
      );
    }
  }
}

/** An output as a notebook stores it, without what is only for the moment. */
function toStored(
  output: Exclude<KernelOutput, { output_type: "clear_output" | "update_display_data" }>,
): Output {
  if (output.output_type !== "display_data") return { ...output };
  const { output_type, data, metadata } = output;
  return { output_type, data, metadata };
}

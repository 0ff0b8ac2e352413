import assert from "node:assert/strict";
import { plainText } from "../../src/charts/chartText";
import { serialiseNotebook } from "../../src/notebook/nbformat";
import { loadPlotlyValidate } from "../charts/plotlyInNode";
import type { ExecutedCourseNotebook } from "./executedNotebook";

/** The cells whose figures are expected, in order; each has a title that states something, axis titles, and a caption in its words. */
export function assertFigures(executed: ExecutedCourseNotebook, cellIds: readonly string[]): void {
  assert.deepEqual(
    executed.figures.map(({ cellId }) => cellId),
    cellIds,
  );
  const validate = loadPlotlyValidate();
  for (const { cellId, figure, words } of executed.figures) {
    const { title, xaxis, yaxis } = figure.layout;
    assert.ok(textOf(title).split(" ").length >= 4, `${cellId}: ${textOf(title)}`);
    assert.ok(textOf(xaxis?.title) !== "" && textOf(yaxis?.title) !== "", cellId);
    const caption = executed.displayed(cellId).at(-1)!["text/plain"] as string;
    assert.ok(caption.length > 20 && words.includes(caption), cellId);
    assert.deepEqual(validate(figure), [], cellId);
  }
}

/** The executed notebook is smaller than 300 kB, and nothing was written to stderr. */
export function assertSmallAndQuiet(executed: ExecutedCourseNotebook): void {
  assert.ok(serialiseNotebook(executed.notebook).length < 300_000);
  assert.equal(executed.stderr, "");
}

/** All that a notebook says, without its code and outputs. */
export function proseOf(executed: ExecutedCourseNotebook): string {
  return executed.notebook.cells.map((cell) => (cell.cell_type === "markdown" ? cell.source : "")).join("\n");
}

/** The title of the figure of a cell, without markup. */
export function figureTitle(executed: ExecutedCourseNotebook, cellId: string): string {
  return textOf(executed.figures.find((figure) => figure.cellId === cellId)!.figure.layout.title);
}

function textOf(title?: { text?: string }): string {
  return plainText(title?.text ?? "");
}

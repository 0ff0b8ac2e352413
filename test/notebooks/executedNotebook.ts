import { readFileSync } from "node:fs";
import { join } from "node:path";
import { executeNotebook } from "../../src/kernel/executeNotebook";
import { plotlyMimeType } from "../../src/notebook/figureBundle";
import { type MimeBundle, type Notebook, parseNotebook } from "../../src/notebook/nbformat";

/** A figure as it is stored in a notebook. */
export interface StoredFigure {
  data: { [attribute: string]: unknown }[];
  layout: {
    title?: { text?: string };
    xaxis?: { title?: { text?: string } };
    yaxis?: { title?: { text?: string } };
  };
  frames?: { name: string }[];
}

/** A notebook of the course, executed, and its outputs by the ids of its cells. */
export interface ExecutedCourseNotebook {
  notebook: Notebook;
  /** What a cell printed to stdout. */
  printed(cellId: string): string;
  /** What a cell displayed, in order. */
  displayed(cellId: string): MimeBundle[];
  /** All figures, in order. */
  figures: { cellId: string; figure: StoredFigure; words: string }[];
  /** All that was written to stderr. */
  stderr: string;
}

/**
 * Executes `notebooks/<name>` from top to bottom.
 *
 * @throws Error, with the cell and the traceback, if a cell fails
 */
export async function executeCourseNotebook(name: string): Promise<ExecutedCourseNotebook> {
  const folder = join(process.cwd(), "notebooks");
  const source = parseNotebook(readFileSync(join(folder, name), "utf8"), name);
  const { notebook, error } = await executeNotebook(source, { cwd: folder, timeoutMs: 120_000 });
  if (error) throw new Error(`${name}, cell ${error.cellIndex}:\n${error.traceback.join("\n")}`);
  const cells = new Map(
    notebook.cells.map((cell) => [cell.id!, cell.cell_type === "code" ? cell.outputs : []]),
  );
  const outputsOf = (id: string) => {
    const outputs = cells.get(id);
    if (outputs === undefined) throw new Error(`${name} has no cell "${id}".`);
    return outputs;
  };
  const textOf = (id: string, stream: "stdout" | "stderr") =>
    outputsOf(id)
      .map((output) => (output.output_type === "stream" && output.name === stream ? output.text : ""))
      .join("");
  const displayed = (id: string) =>
    outputsOf(id).flatMap((output) => (output.output_type === "display_data" ? [output.data] : []));
  const ids = [...cells.keys()];
  return {
    notebook,
    printed: (id) => textOf(id, "stdout"),
    displayed,
    stderr: ids.map((id) => textOf(id, "stderr")).join(""),
    figures: ids.flatMap((cellId) =>
      displayed(cellId).flatMap((data) =>
        data[plotlyMimeType] === undefined
          ? []
          : [{ cellId, figure: data[plotlyMimeType] as StoredFigure, words: data["text/plain"] as string }],
      ),
    ),
  };
}

/**
 * The Jupyter notebook format, version 4: reading, checking and writing `.ipynb` files.
 *
 * In memory every multi-line text (a cell's source, a stream's text, a textual MIME value) is one string;
 * on disk it is a list of lines, exactly as Jupyter's own `nbformat` package writes it.
 */

/** Arbitrary JSON object, such as the metadata of a notebook or a cell. */
export type JsonObject = { [key: string]: unknown };

/** Representations of one object by MIME type; text is a string, JSON types are plain values. */
export type MimeBundle = { [mimeType: string]: unknown };

/** Text that a cell wrote to stdout or stderr. */
export interface StreamOutput {
  output_type: "stream";
  name: "stdout" | "stderr";
  text: string;
}

/** Something a cell displayed, such as a chart. */
export interface DisplayDataOutput {
  output_type: "display_data";
  data: MimeBundle;
  metadata: JsonObject;
}

/** The value of a cell's last expression. */
export interface ExecuteResultOutput {
  output_type: "execute_result";
  execution_count: number | null;
  data: MimeBundle;
  metadata: JsonObject;
}

/** The error that stopped a cell. */
export interface ErrorOutput {
  output_type: "error";
  ename: string;
  evalue: string;
  traceback: string[];
}

/** One output of a code cell. */
export type Output = StreamOutput | DisplayDataOutput | ExecuteResultOutput | ErrorOutput;

interface CellBase {
  id?: string;
  source: string;
  metadata: JsonObject;
  attachments?: { [fileName: string]: MimeBundle };
}

/** A cell of code with the outputs of its last run. */
export interface CodeCell extends CellBase {
  cell_type: "code";
  execution_count: number | null;
  outputs: Output[];
}

/** A cell of Markdown text. */
export interface MarkdownCell extends CellBase {
  cell_type: "markdown";
}

/** A cell that is passed on unchanged. */
export interface RawCell extends CellBase {
  cell_type: "raw";
}

/** A cell of a notebook. */
export type Cell = CodeCell | MarkdownCell | RawCell;

/** A notebook in format 4. */
export interface Notebook {
  cells: Cell[];
  metadata: JsonObject;
  nbformat: 4;
  nbformat_minor: number;
}

const cellTypes = ["code", "markdown", "raw"];
const outputTypes = ["stream", "display_data", "execute_result", "error"];

/**
 * Reads a notebook from the text of an `.ipynb` file and joins its multi-line texts.
 *
 * @param text - the content of the file
 * @param fileName - its name, for error messages
 * @throws Error, naming the file, the cell and the cure, if the text is not a valid notebook of format 4
 */
export function parseNotebook(text: string, fileName: string): Notebook {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const conflict = /^(<{7}|={7}|>{7})/m.test(text) ? " It holds Git conflict markers; resolve them." : "";
    throw new Error(
      `${fileName} is not a notebook: it is not JSON (${(error as Error).message}).${conflict}`,
    );
  }
  const invalid = (problem: string) => new Error(`${fileName} is not a valid notebook: ${problem}`);
  if (!isObject(value)) throw invalid("the file holds no JSON object.");
  if (value.nbformat !== 4) {
    throw invalid(
      `its "nbformat" is ${JSON.stringify(value.nbformat)}, not 4. Open and save it in JupyterLab to convert it.`,
    );
  }
  if (!Array.isArray(value.cells)) throw invalid('it has no list "cells".');
  const minor = value.nbformat_minor ?? 0;
  if (typeof minor !== "number" || !Number.isInteger(minor)) throw invalid('"nbformat_minor" is no integer.');
  if (value.metadata !== undefined && !isObject(value.metadata)) throw invalid('"metadata" is no object.');
  const cells = value.cells.map((cell: unknown, index) =>
    readCell(cell, (problem) => invalid(`cell ${index + 1} ${problem}`)),
  );
  return { ...value, cells, metadata: value.metadata ?? {}, nbformat: 4, nbformat_minor: minor };
}

function readCell(cell: unknown, invalid: (problem: string) => Error): Cell {
  if (!isObject(cell)) throw invalid("is no object.");
  if (!cellTypes.includes(cell.cell_type as string)) {
    throw invalid(`has the type ${JSON.stringify(cell.cell_type)}; valid types: ${cellTypes.join(", ")}.`);
  }
  const source = joinText(cell.source);
  if (source === undefined) throw invalid('has a "source" that is neither a string nor a list of strings.');
  if (cell.metadata !== undefined && !isObject(cell.metadata))
    throw invalid('has "metadata" that is no object.');
  const base = { ...cell, source, metadata: cell.metadata ?? {} } as unknown as Cell;
  if (isObject(cell.attachments)) {
    base.attachments = Object.fromEntries(
      Object.entries(cell.attachments).map(([name, bundle]) => [name, joinBundle(bundle)]),
    );
  }
  if (base.cell_type !== "code") return base;
  const outputs = cell.outputs ?? [];
  if (!Array.isArray(outputs)) throw invalid('has "outputs" that are no list.');
  base.outputs = outputs.map((output: unknown) => readOutput(output, invalid));
  base.execution_count = typeof cell.execution_count === "number" ? cell.execution_count : null;
  return base;
}

function readOutput(output: unknown, invalid: (problem: string) => Error): Output {
  if (!isObject(output) || !outputTypes.includes(output.output_type as string)) {
    const type = isObject(output) ? output.output_type : output;
    throw invalid(
      `has an output of type ${JSON.stringify(type)}; valid types: ${outputTypes.join(", ")}. Clear its outputs.`,
    );
  }
  if (output.output_type === "stream") {
    const text = joinText(output.text);
    if (text === undefined) throw invalid("has a stream output without text. Clear its outputs.");
    return { ...output, text } as unknown as StreamOutput;
  }
  if (output.output_type === "error") return output as unknown as ErrorOutput;
  return { ...output, data: joinBundle(output.data), metadata: output.metadata ?? {} } as unknown as Output;
}

/**
 * Writes a notebook as Jupyter does: sorted keys, one space of indent, texts split into lines, a trailing newline.
 */
export function serialiseNotebook(notebook: Notebook): string {
  const { orig_nbformat, orig_nbformat_minor, signature, ...metadata } = notebook.metadata;
  const cells = notebook.cells.map(writeCell);
  return `${JSON.stringify(sortKeys({ ...notebook, metadata, cells }), null, 1)}\n`;
}

function writeCell(cell: Cell): JsonObject {
  const { trusted, ...metadata } = cell.metadata;
  const written: JsonObject = { ...cell, metadata, source: splitLines(cell.source) };
  if (cell.attachments) {
    written.attachments = Object.fromEntries(
      Object.entries(cell.attachments).map(([name, bundle]) => [name, splitBundle(bundle)]),
    );
  }
  if (cell.cell_type === "code") {
    written.outputs = cell.outputs.map((output) => {
      if (output.output_type === "stream") return { ...output, text: splitLines(output.text) };
      if (output.output_type === "error") return output;
      return { ...output, data: splitBundle(output.data) };
    });
  }
  return written;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function joinText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((line) => typeof line === "string")) return value.join("");
  return undefined;
}

function isJsonMimeType(mimeType: string): boolean {
  return (
    mimeType === "application/json" || (mimeType.startsWith("application/") && mimeType.endsWith("+json"))
  );
}

function isLineBasedMimeType(mimeType: string): boolean {
  return (
    mimeType.startsWith("text/") || mimeType === "application/javascript" || mimeType === "image/svg+xml"
  );
}

function joinBundle(bundle: unknown): MimeBundle {
  if (!isObject(bundle)) return {};
  const joined: MimeBundle = {};
  for (const [mimeType, value] of Object.entries(bundle)) {
    joined[mimeType] = isJsonMimeType(mimeType) ? value : (joinText(value) ?? value);
  }
  return joined;
}

function splitBundle(bundle: MimeBundle): MimeBundle {
  const split: MimeBundle = {};
  for (const [mimeType, value] of Object.entries(bundle)) {
    split[mimeType] = typeof value === "string" && isLineBasedMimeType(mimeType) ? splitLines(value) : value;
  }
  return split;
}

/** The end of a line for Python's `str.splitlines`, which Jupyter uses. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: Python ends lines at these control characters too
const lineEnd = /(?<=\r\n|\r(?!\n)|[\n\v\f\x1c-\x1e\x85\u2028\u2029])/;

function splitLines(text: string): string[] {
  return text === "" ? [] : text.split(lineEnd);
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sortKeys(value[key])]),
  );
}

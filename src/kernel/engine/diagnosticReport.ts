import type { ErrorReport } from "../engineProtocol";
import { excerpt } from "./excerpt";
import type { Position } from "./sourceMap";

/** Something that TypeScript has against a cell or a file that it imports. */
export interface CellDiagnostic {
  /** TypeScript's number, such as 2322. */
  code: number;
  /** May have further lines that explain the first. */
  message: string;
  position: Position;
  /** Length of the wrong text on the line of `position`. */
  length: number;
  /** Path of an imported file, relative to the notebook's folder; none for the cell itself. */
  file?: string;
}

/** Syntax errors have numbers of four digits that begin with 1. */
const isSyntaxError = ({ code }: CellDiagnostic): boolean => code >= 1000 && code < 2000;

/**
 * All that TypeScript has against a cell, as one error: every diagnostic with its line, its column (both from 1)
 * and the line of code.
 *
 * @param title - what to call the cell, such as `cell 3`
 */
export function reportDiagnostics(
  diagnostics: readonly CellDiagnostic[],
  source: string,
  title: string,
): ErrorReport {
  const ename = diagnostics.some(isSyntaxError) ? "SyntaxError" : "TypeScriptError";
  const first = diagnostics[0]!;
  const others = diagnostics.length - 1;
  const file = first.file === undefined ? "" : `${first.file}:`;
  const more = others === 0 ? "" : ` (and ${others} more)`;
  const evalue = `${file}${placeOf(first)} - ${first.message.split("\n")[0]}${more}`;
  const count = others === 0 ? "1 error" : `${diagnostics.length} errors`;
  const traceback = [`${ename}: ${count} in ${title}; nothing was run`];
  for (const diagnostic of diagnostics) {
    const { code, message, position, length } = diagnostic;
    const place = `${diagnostic.file ?? title}:${placeOf(diagnostic)}`;
    traceback.push("", ...`${place} - error TS${code}: ${message}`.split("\n"));
    if (diagnostic.file === undefined) traceback.push(...excerpt(source, position, length));
  }
  return { ename, evalue, traceback };
}

function placeOf({ position }: CellDiagnostic): string {
  return `${position.line + 1}:${position.column + 1}`;
}

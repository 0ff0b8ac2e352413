import type { Diagnostic } from "tslab/dist/converter";
import type { ErrorReport } from "../engineProtocol";
import { excerpt } from "./excerpt";

/** Syntax errors have numbers of four digits that begin with 1. */
const isSyntaxError = ({ code }: Diagnostic): boolean => code >= 1000 && code < 2000;

/**
 * All that TypeScript has against a cell, as one error: every diagnostic with its line, its column (both from 1)
 * and the line of code.
 *
 * @param title - what to call the cell, such as `cell 3`
 */
export function reportDiagnostics(
  diagnostics: readonly Diagnostic[],
  source: string,
  title: string,
): ErrorReport {
  const groups = groupChains(diagnostics);
  const ename = diagnostics.some(isSyntaxError) ? "SyntaxError" : "TypeScriptError";
  const first = groups[0]![0]!;
  const others = groups.length - 1;
  const more = others === 0 ? "" : ` (and ${others} more)`;
  const evalue = `${placeOf(first)} - ${first.messageText}${more}`;
  const traceback = [`${ename}: ${countOf(groups.length)} in ${title}; nothing was run`];
  for (const [head, ...details] of groups as [Diagnostic, ...Diagnostic[]][]) {
    const file = head.fileName ?? title;
    traceback.push("", `${file}:${placeOf(head)} - error TS${head.code}: ${head.messageText}`);
    details.forEach((detail, depth) => {
      traceback.push(`${"  ".repeat(depth + 1)}${detail.messageText}`);
    });
    if (head.fileName !== undefined) continue;
    const position = { line: head.start.line, column: head.start.character };
    const length = head.end.line === head.start.line ? head.end.character - head.start.character : Infinity;
    traceback.push(...excerpt(source, position, length));
  }
  return { ename, evalue, traceback };
}

/** tslab gives a message and its explanations as separate diagnostics at one place. */
function groupChains(diagnostics: readonly Diagnostic[]): Diagnostic[][] {
  const groups: Diagnostic[][] = [];
  for (const diagnostic of diagnostics) {
    const head = groups.at(-1)?.[0];
    const explains =
      head?.start.offset === diagnostic.start.offset &&
      head.end.offset === diagnostic.end.offset &&
      diagnostic.fileName === undefined;
    if (explains) groups.at(-1)!.push(diagnostic);
    else groups.push([diagnostic]);
  }
  return groups;
}

function placeOf({ start }: Diagnostic): string {
  return `${start.line + 1}:${start.character + 1}`;
}

function countOf(errors: number): string {
  return errors === 1 ? "1 error" : `${errors} errors`;
}

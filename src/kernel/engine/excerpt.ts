import type { Position } from "./sourceMap";

/** The line of `source` at `position` and below it a caret that points at the column. */
export function excerpt(source: string, position: Position, caretLength = 1): string[] {
  const line = source.split("\n")[position.line];
  if (line === undefined) return [];
  const number = `  ${position.line + 1} | `;
  const length = Math.max(1, Math.min(caretLength, line.length - position.column));
  // Tabs stay tabs, so that the caret stands below its place.
  const indent = line.slice(0, position.column).replace(/[^\t]/g, " ");
  return [number + line, `${" ".repeat(number.length - 2)}| ${indent}${"^".repeat(length)}`];
}

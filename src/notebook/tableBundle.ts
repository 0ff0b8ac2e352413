import { escapeHtml } from "./escapeHtml";
import type { MimeBundle } from "./nbformat";

/** A danfojs `DataFrame` (or `Series`), or anything with the same properties. */
export interface TableLike {
  columns: readonly string[];
  index: readonly (string | number)[];
  /** The rows; of a Series, its values. */
  values: unknown;
  dtypes?: readonly string[];
}

/** How much of a table is shown. */
export interface TableOptions {
  /** The first rows are shown, at most this many; default 20. */
  rows?: number;
}

/**
 * The two forms of a table: HTML, with the type of each column below its name, numbers aligned at the right and everything
 * escaped; and plain text in columns.
 *
 * @throws Error if a row has not one value a column, or `rows` is not positive.
 */
export function tableBundle(table: TableLike, { rows = 20 }: TableOptions = {}): MimeBundle {
  if (!(rows >= 1)) throw new Error(`show: rows must be 1 or more, found ${rows}.`);
  const { columns, index } = table;
  const values = (table.values as unknown[]).map((row) => (Array.isArray(row) ? row : [row]) as unknown[]);
  const bad = values.findIndex((row) => row.length !== columns.length);
  if (bad >= 0)
    throw new Error(`show: row ${bad} has ${values[bad]!.length} values for ${columns.length} columns.`);
  const shown = values.slice(0, rows);
  const numeric = columns.map((_, column) => isNumeric(shown, column));
  const types = columns.map((_, column) => table.dtypes?.[column] ?? "");
  const left = values.length - shown.length;
  const size =
    left > 0
      ? `the first ${shown.length} of ${values.length} rows`
      : `${values.length} ${values.length === 1 ? "row" : "rows"}`;
  const cells = shown.map((row, i) => [String(index[i] ?? i), ...row.map(cellText)]);
  return {
    "text/html": tableHtml(columns, types, numeric, cells, size),
    "text/plain": tableText(columns, numeric, cells, size),
  };
}

function tableHtml(
  columns: readonly string[],
  types: string[],
  numeric: boolean[],
  cells: string[][],
  size: string,
): string {
  const side = (column: number) => ` style="text-align:${numeric[column] ? "right" : "left"}"`;
  const head = columns
    .map((name, column) => {
      const type = types[column] === "" ? "" : `<br><small>${escapeHtml(types[column]!)}</small>`;
      return `<th scope="col"${side(column)}>${escapeHtml(name)}${type}</th>`;
    })
    .join("");
  const body = cells.map(([name, ...row]) => {
    const tds = row.map((cell, column) => `<td${side(column)}>${escapeHtml(cell)}</td>`).join("");
    return `<tr><th scope="row">${escapeHtml(name!)}</th>${tds}</tr>`;
  });
  return [
    '<table class="dataframe">',
    `<thead><tr><td></td>${head}</tr></thead>`,
    "<tbody>",
    ...body,
    "</tbody>",
    "</table>",
    `<p><small>${size}, ${columns.length} ${columns.length === 1 ? "column" : "columns"}</small></p>`,
  ].join("\n");
}

function tableText(columns: readonly string[], numeric: boolean[], cells: string[][], size: string): string {
  const lines = [["", ...columns], ...cells];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => [...line[column]!].length)));
  const padded = lines.map((line) =>
    line
      .map((cell, column) => {
        const space = " ".repeat(widths[column]! - [...cell].length);
        return column > 0 && numeric[column - 1] ? space + cell : cell + space;
      })
      .join("  ")
      .trimEnd(),
  );
  return [...padded, `(${size})`].join("\n");
}

function isNumeric(rows: unknown[][], column: number): boolean {
  const present = rows.map((row) => row[column]).filter((value) => value !== null && value !== undefined);
  return present.length > 0 && present.every((value) => typeof value === "number");
}

/** A missing value is a dash; a fraction has at most six significant digits. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "number") {
    if (Number.isNaN(value)) return "–";
    return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

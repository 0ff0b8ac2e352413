import type { Comparison } from "./comparison";
import { comparisonFields } from "./comparison";
import { jsonSuffix } from "./csvRecord";
import { FieldError } from "./dataError";
import { jsonText } from "./jsonText";
import { checkWritable, type WrittenRecord } from "./recordText";

interface Column {
  name: string;
  isJson: boolean;
}

const texts = new Set(["prompt", "chosen", "rejected"]);
const loneSurrogate = /\p{Surrogate}/u;

/**
 * The columns that hold all of `comparisons`: the three texts, then whatever else occurs. A column whose values a plain cell cannot
 * hold (a number or a list among the extra fields, an empty text that is not an absent one, a lone surrogate, chat messages) is
 * named `name:json`, and its cells are JSON.
 */
export function csvColumns(comparisons: readonly Comparison[]): Column[] {
  const columns = new Map<string, Column>([...texts].map((name) => [name, { name, isJson: false }]));
  for (const comparison of comparisons)
    for (const [name, value] of cellsOf(comparison)) {
      let column = columns.get(name);
      if (column === undefined) {
        column = { name, isJson: name.endsWith(jsonSuffix) };
        columns.set(name, column);
      }
      column.isJson ||= !fitsPlainCell(name, value);
    }
  return [...columns.values()];
}

/** The first line of a CSV file. */
export function csvHeaderLine(columns: readonly Column[], separator: string): string {
  return `${columns.map(({ name, isJson }) => quoted(isJson ? name + jsonSuffix : name, separator, true)).join(separator)}\n`;
}

/**
 * A comparison as one line of a CSV file.
 *
 * @throws FieldError if it has a field that `columns` (made from other comparisons) cannot hold.
 */
export function csvLine(
  comparison: Comparison,
  columns: readonly Column[],
  separator: string,
): WrittenRecord {
  const { messages } = comparison;
  checkWritable(comparison, messages === undefined ? comparisonFields : [...comparisonFields, "messages"]);
  const cells = new Map(cellsOf(comparison));
  const line = columns.map(({ name, isJson }) => {
    const value = cells.get(name);
    cells.delete(name);
    if (value === undefined) return "";
    if (isJson) return quoted(jsonText(value, name), separator);
    if (!fitsPlainCell(name, value))
      throw new FieldError(
        name,
        "a text, as in the first comparison (or an array to writeComparisons, so that it can see all values first)",
        jsonText(value, name).slice(0, 60),
      );
    return quoted(typeof value === "string" ? value : jsonText(value, name), separator);
  });
  for (const name of cells.keys())
    throw new FieldError(
      name,
      "only fields that the first comparison has (or an array to writeComparisons, so that it can see all fields first)",
      "a new one",
    );
  return { text: line.join(separator) };
}

function* cellsOf(comparison: Comparison): Generator<[string, unknown], void, undefined> {
  const { extra, ...named } = comparison;
  for (const entry of Object.entries(named)) if (entry[1] !== undefined) yield entry;
  // Names that collide with the above are refused by checkWritable.
  for (const entry of Object.entries(extra ?? {})) yield entry;
}

function fitsPlainCell(name: string, value: unknown): boolean {
  if (name === "tie" || name === "strength") return true;
  if (typeof value !== "string" || loneSurrogate.test(value)) return false;
  return value !== "" || texts.has(name);
}

function quoted(cell: string, separator: string, always = false): string {
  const plain = !always && !cell.includes(separator) && !/["\r\n]|^\s|\s$/.test(cell);
  return plain ? cell : `"${cell.replaceAll('"', '""')}"`;
}

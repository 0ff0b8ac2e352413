import { DataFileError, FieldError } from "./dataError";
import type { FieldNames } from "./record";

/** The end of the name of a column whose cells hold JSON, for what a plain cell cannot hold: numbers, lists, empty texts. */
export const jsonSuffix = ":json";

/** Field separators that are recognised by themselves, in the order in which they are tried. */
export const separators: readonly string[] = [",", ";", "\t", "|"];

/**
 * The separator of a CSV file, judged by its first line: the first of `,` `;` tab `|` that makes `chosen` and `rejected`
 * two of its columns, else the one that occurs most often.
 */
export function guessSeparator(firstLine: string, names: FieldNames = {}): string {
  const wanted = [names.chosen ?? "chosen", names.rejected ?? "rejected"];
  const columnsBy = (separator: string) =>
    firstLine.split(separator).map((cell) => cell.replace(/^"|"?\r?$/g, "").replace(/:json$/, ""));
  const fitting = separators.find((separator) => {
    const columns = columnsBy(separator);
    return wanted.every((name) => columns.includes(name));
  });
  if (fitting !== undefined) return fitting;
  return separators.reduce((best, separator) =>
    firstLine.split(separator).length > firstLine.split(best).length ? separator : best,
  );
}

/** Turns rows of a CSV file into records with named fields. */
export class CsvHeader {
  readonly #names: string[];
  readonly #isJson: boolean[];
  readonly #tie: string;
  readonly #strength: string;
  readonly #texts: Set<string>;

  /** @throws DataFileError if a column is named twice, or if there is none for `chosen` or `rejected`. */
  constructor(
    readonly columns: string[],
    names: FieldNames,
    file: string,
    line: number,
  ) {
    this.#isJson = columns.map((column) => column.endsWith(jsonSuffix));
    this.#names = columns.map((column, i) =>
      this.#isJson[i] ? column.slice(0, -jsonSuffix.length) : column,
    );
    this.#names.forEach((name, i) => {
      const first = this.#names.indexOf(name);
      if (first !== i)
        throw new DataFileError(
          file,
          line,
          `two columns (${first + 1} and ${i + 1}) are named "${name}"; rename one.`,
        );
    });
    for (const field of ["chosen", "rejected"] as const) {
      const name = names[field] ?? field;
      if (!this.#names.includes(name))
        throw new DataFileError(
          file,
          line,
          `expected JSON records or a CSV header with a column "${name}", found the columns ${columns.map((c) => `"${c.slice(0, 60)}"`).join(", ")}; other names can be given, e.g. { fields: { ${field}: "${columns[0]?.slice(0, 20)}" } }.`,
        );
    }
    this.#tie = names.tie ?? "tie";
    this.#strength = names.strength ?? "strength";
    this.#texts = new Set([names.prompt ?? "prompt", names.chosen ?? "chosen", names.rejected ?? "rejected"]);
  }

  /** A row as a record: empty cells are absent fields (but for the three texts), `tie` and `strength` have their types. */
  record(cells: string[]): Record<string, unknown> {
    if (cells.length !== this.columns.length)
      throw new FieldError(
        undefined,
        `${this.columns.length} columns as in the header`,
        `${cells.length} (a text that holds a separator or a line break needs quotes)`,
      );
    const record: Record<string, unknown> = {};
    for (let i = 0; i < cells.length; i++) {
      const name = this.#names[i]!;
      const cell = cells[i]!;
      let value: unknown = cell;
      if (this.#isJson[i]) {
        if (cell === "") continue;
        value = parseCell(name, cell);
      } else if (!this.#texts.has(name)) {
        if (cell === "") continue;
        if (name === this.#tie) value = parseTie(name, cell);
        else if (name === this.#strength) value = parseStrength(name, cell);
      }
      if (name === "__proto__")
        Object.defineProperty(record, name, { value, enumerable: true, configurable: true, writable: true });
      else record[name] = value;
    }
    return record;
  }
}

function parseCell(name: string, cell: string): unknown {
  try {
    return JSON.parse(cell);
  } catch (error) {
    throw new FieldError(name, "JSON", (error as Error).message);
  }
}

function parseTie(name: string, cell: string): boolean {
  const value = cell.trim().toLowerCase();
  if (value === "true" || value === "1") return true;
  if (value === "false" || value === "0") return false;
  throw new FieldError(name, "true or false", JSON.stringify(cell));
}

function parseStrength(name: string, cell: string): number {
  const value = cell.trim() === "" ? Number.NaN : Number(cell);
  if (Number.isNaN(value)) throw new FieldError(name, "a finite number, 0 or more", JSON.stringify(cell));
  return value;
}

/** Numbers in a row: an array or a typed array, such as a tensor's `dataSync()`. */
export type Series = ArrayLike<number>;

/**
 * Copies a series for a chart, after checking it.
 *
 * @param chart the chart's function, for the error message.
 * @param name what the numbers are, for the error message.
 * @param length how many there must be, if that is known.
 * @throws Error if the series is empty, has another length, or holds a number that is not finite.
 */
export function checkedSeries(chart: string, name: string, values: Series, length?: number): number[] {
  if (values === null || typeof values !== "object" || typeof values.length !== "number")
    throw new Error(`${chart}: ${name} must be a list of numbers, found ${describe(values)}.`);
  const numbers = Array.from(values);
  if (numbers.length === 0) throw new Error(`${chart}: ${name} is empty; there is nothing to draw.`);
  if (length !== undefined && numbers.length !== length)
    throw new Error(`${chart}: ${name} has ${numbers.length} numbers, but ${length} are needed.`);
  const bad = numbers.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new Error(`${chart}: ${name}[${bad}] is ${describe(numbers[bad])}; a chart needs finite numbers.`);
  return numbers;
}

/**
 * Checks a table of numbers, such as the probabilities of all answers after every step.
 *
 * @returns `[rows][columns]`
 * @throws Error if there are no rows, or a row is not a series of `columns` finite numbers.
 */
export function checkedTable(
  chart: string,
  name: string,
  rows: readonly Series[],
  columns: number,
): number[][] {
  if (!Array.isArray(rows))
    throw new Error(`${chart}: ${name} must be a list of rows, found ${describe(rows)}.`);
  if (rows.length === 0) throw new Error(`${chart}: ${name} has no rows; there is nothing to draw.`);
  return rows.map((row, i) => checkedSeries(chart, `${name}[${i}]`, row, columns));
}

/**
 * Checks the names of bars or lines.
 *
 * @throws Error if there is no name, or one is not a text.
 */
export function checkedNames(chart: string, name: string, values: readonly string[]): string[] {
  if (!Array.isArray(values) || values.length === 0)
    throw new Error(`${chart}: ${name} must be a list of at least one text, found ${describe(values)}.`);
  const bad = values.findIndex((value) => typeof value !== "string" || value.trim() === "");
  if (bad >= 0) throw new Error(`${chart}: ${name}[${bad}] must be a text, found ${describe(values[bad])}.`);
  return [...values];
}

/**
 * Checks a title, an axis title or a caption; every chart has them.
 *
 * @throws Error if the text is missing or blank.
 */
export function checkedText(chart: string, name: string, text: string): string {
  if (typeof text !== "string" || text.trim() === "")
    throw new Error(`${chart}: ${name} is missing; every chart says what it shows and what its axes are.`);
  return text.trim();
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "string") return JSON.stringify(value);
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

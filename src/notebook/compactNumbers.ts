/** Digits that a chart's numbers keep: more than a screen can show. */
const significantDigits = 6;

/**
 * Copies a value for JSON, with every number rounded to six significant digits and typed arrays as plain ones, so that a saved
 * notebook stays small: the 32-bit 0.8055996894836426 is stored as 0.8056.
 *
 * @throws Error if a number is not finite: JSON has no way to write it.
 */
export function compactNumbers(value: unknown, path = "figure"): unknown {
  if (typeof value === "number") {
    if (!Number.isFinite(value))
      throw new Error(`${path} is ${value}, which JSON cannot hold; use null for a gap.`);
    return Number.isInteger(value) ? value : Number(value.toPrecision(significantDigits));
  }
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Array.from(value as Float32Array, (item, i) => compactNumbers(item, `${path}[${i}]`));
  if (Array.isArray(value)) return value.map((item, i) => compactNumbers(item, `${path}[${i}]`));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, item]) => item !== undefined && typeof item !== "function")
        .map(([key, item]) => [key, compactNumbers(item, `${path}.${key}`)]),
    );
  return value;
}

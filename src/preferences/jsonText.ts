import { FieldError } from "./dataError";

/**
 * The JSON text of a value, refusing what `JSON.stringify` would change without a word: `undefined`, functions, NaN and infinities,
 * big integers, dates, maps and other classes, cycles. −0 keeps its sign and a lone surrogate is escaped, so that `JSON.parse`
 * gives back an equal value.
 *
 * @param field what to call the value in an error, e.g. `extra.source`.
 * @throws FieldError naming the part that JSON cannot hold.
 */
export function jsonText(value: unknown, field: string, depth = 0): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new FieldError(field, "a finite number", String(value));
    return Object.is(value, -0) ? "-0" : String(value);
  }
  if (typeof value !== "object")
    throw new FieldError(field, "a value that JSON can hold", `a ${typeof value}`);
  if (depth > 1000)
    throw new FieldError(
      field,
      "a value that JSON can hold",
      "an object nested over 1000 deep, or in itself",
    );
  if (Array.isArray(value)) {
    const parts: string[] = [];
    for (let i = 0; i < value.length; i++) parts.push(jsonText(value[i], `${field}[${i}]`, depth + 1));
    return `[${parts.join(",")}]`;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  // Object.prototype of another realm (a notebook's cells run in their own) has no prototype of its own.
  const plain = prototype === null || Object.getPrototypeOf(prototype) === null;
  if (!plain)
    throw new FieldError(field, "a value that JSON can hold", `an instance of ${value.constructor?.name}`);
  const members = Object.keys(value).map((key) => {
    const member = (value as Record<string, unknown>)[key];
    return `${JSON.stringify(key)}:${jsonText(member, `${field}.${key}`, depth + 1)}`;
  });
  return `{${members.join(",")}}`;
}

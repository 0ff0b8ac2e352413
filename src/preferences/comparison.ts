/** One chat turn. Further keys (`name`, `tool_calls`, …) are kept as they are. */
export interface Message {
  role: string;
  content: string;
  [key: string]: unknown;
}

/** The turns behind the three texts of a comparison. */
export interface ComparisonMessages {
  prompt: Message[];
  chosen: Message[];
  rejected: Message[];
}

/**
 * One human judgement: for `prompt`, the answer `chosen` was preferred to `rejected`.
 *
 * - `tie: true` says that the annotator found both equally good; which of them is called `chosen` then means nothing.
 * - `strength` is how much better, as a finite number ≥ 0 in whatever scale the data uses (1–4 on the labelling page, the
 *   number of `>` for a ranking); 0 only makes sense for ties.
 * - `messages` is present only where the three texts alone would not give back the chat turns they were read from
 *   (tool roles, extra keys in a message, a marker inside a turn).
 * - `extra` holds every field that a file had and this type does not name, so that writing loses nothing.
 */
export interface Comparison {
  prompt: string;
  chosen: string;
  rejected: string;
  annotator?: string;
  strength?: number;
  tie?: boolean;
  messages?: ComparisonMessages;
  extra?: Record<string, unknown>;
}

/** The fields of a record that {@link Comparison} names; every other field of a file goes to `extra`. */
export const comparisonFields: readonly ComparisonField[] = [
  "prompt",
  "chosen",
  "rejected",
  "annotator",
  "strength",
  "tie",
];

export type ComparisonField = "prompt" | "chosen" | "rejected" | "annotator" | "strength" | "tie";

/** What is wrong with one field: which one, what was expected, what was found. */
export interface FieldProblem {
  field: string;
  expected: string;
  found: string;
}

/** Describes a value for an error message: its JSON type and, where short, the value itself. */
export function describeValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") return `an object with ${describeKeys(value)}`;
  if (typeof value === "string") return value === "" ? "an empty string" : `the string ${shorten(value)}`;
  if (typeof value === "number" || typeof value === "boolean") return `the ${typeof value} ${value}`;
  return `a ${typeof value}`;
}

function describeKeys(value: object): string {
  const keys = Object.keys(value);
  if (keys.length === 0) return "no fields";
  return `the fields ${keys.slice(0, 8).join(", ")}${keys.length > 8 ? ", …" : ""}`;
}

function shorten(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}

/**
 * The first thing that makes `comparison` invalid, or `undefined` if it is sound. Readers and writers both ask it.
 *
 * Sound means: three strings (empty ones are allowed); `annotator` a non-empty string, `strength` a finite number ≥ 0, `tie`
 * a boolean, where present; and `chosen` ≠ `rejected` unless `tie` is true – preferring a text to itself says nothing, and
 * a loss on it has no gradient.
 */
export function comparisonProblem(comparison: Comparison): FieldProblem | undefined {
  const { prompt, chosen, rejected, annotator, strength, tie } = comparison;
  if (typeof prompt !== "string") return problem("prompt", "a string", prompt);
  if (typeof chosen !== "string") return problem("chosen", "a string", chosen);
  if (typeof rejected !== "string") return problem("rejected", "a string", rejected);
  if (annotator !== undefined && (typeof annotator !== "string" || annotator === ""))
    return problem("annotator", "a non-empty string", annotator);
  if (strength !== undefined && (typeof strength !== "number" || !(strength >= 0 && strength < Infinity)))
    return problem("strength", "a finite number, 0 or more", strength);
  if (tie !== undefined && typeof tie !== "boolean") return problem("tie", "true or false", tie);
  if (chosen === rejected && tie !== true)
    return {
      field: "rejected",
      expected: 'a text that differs from "chosen" (or tie: true)',
      found: "the same text",
    };
  return undefined;
}

function problem(field: string, expected: string, value: unknown): FieldProblem {
  return { field, expected, found: describeValue(value) };
}

/**
 * A key that is equal for all judgements of the same question: the same prompt and the same two answers, whichever of them was
 * chosen. Judgements of several annotators are grouped by it.
 */
export function questionKey(comparison: Comparison): string {
  const { prompt, chosen, rejected } = comparison;
  return JSON.stringify(chosen < rejected ? [prompt, chosen, rejected] : [prompt, rejected, chosen]);
}

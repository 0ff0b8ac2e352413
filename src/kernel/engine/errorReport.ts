import { inspect } from "node:util";
import { isNativeError } from "node:util/types";
import type { ErrorReport } from "../engineProtocol";
import { excerpt } from "./excerpt";
import { topPlaceOf } from "./stackTrace";

/** The error of a cell that a person stopped. */
export class KernelInterrupted extends Error {
  override name = "KernelInterrupted";
  constructor() {
    super("The cell was interrupted; variables that it had set keep their values.");
    this.stack = `${this.name}: ${this.message}`;
  }
}

/** The error of code that tries to end the process in which all cells run. */
export class ProcessExit extends Error {
  override name = "ProcessExit";
}

/** How deep chains of causes are followed. */
const maxDepth = 8;

/** Turns whatever was thrown into name, message and traceback lines, with causes and collected errors. */
export function reportError(thrown: unknown): ErrorReport {
  if (!isErrorLike(thrown)) {
    const shown = safely(() => inspect(thrown), "a value that cannot be shown");
    return {
      ename: "Uncaught",
      evalue: shown,
      traceback: [`Uncaught ${shown}`, "  This value is no Error, so the line that threw it is not known."],
    };
  }
  const ename = nameOf(thrown);
  const evalue = safely(() => String(thrown.message), "");
  return { ename, evalue, traceback: describe(thrown, 0, new Set()) };
}

type ErrorLike = Error & { cause?: unknown; errors?: unknown; code?: unknown };

function isErrorLike(value: unknown): value is ErrorLike {
  if (isNativeError(value) || value instanceof Error) return true;
  if (typeof value !== "object" || value === null) return false;
  return safely(() => "stack" in value && "message" in value && typeof value.message === "string", false);
}

function nameOf(error: ErrorLike): string {
  const name = safely(() => String(error.name), "Error");
  const className = safely(() => error.constructor.name, "");
  // A subclass that did not set its name is better known by its class.
  return name === "Error" && className !== "" ? className : name || "Error";
}

function describe(error: unknown, depth: number, seen: Set<unknown>): string[] {
  if (!isErrorLike(error)) return [safely(() => inspect(error), "?")];
  if (seen.has(error) || depth > maxDepth) return [`[${nameOf(error)}, shown above]`];
  seen.add(error);
  // Reading the stack formats it, and finds the place in the cell.
  const stack = safely(() => String(error.stack ?? ""), "");
  const lines = [...headline(error), ...quote(error), ...frames(stack)];
  if (error.cause !== undefined)
    lines.push(...prefixed("Caused by: ", describe(error.cause, depth + 1, seen)));
  if (Array.isArray(error.errors)) {
    error.errors.forEach((inner: unknown, index) => {
      lines.push(...prefixed(`[${index}] `, describe(inner, depth + 1, seen)));
    });
  }
  return lines;
}

function headline(error: ErrorLike): string[] {
  const message = safely(() => String(error.message), "");
  const name = nameOf(error);
  const code = typeof error.code === "string" ? ` [${error.code}]` : "";
  return (message === "" ? name + code : `${name}${code}: ${message}`).split("\n");
}

function quote(error: ErrorLike): string[] {
  const place = topPlaceOf(error);
  return place?.origin.source === undefined ? [] : excerpt(place.origin.source, place.position);
}

function frames(stack: string): string[] {
  return stack.split("\n").filter((line) => /^\s+at /.test(line));
}

function prefixed(prefix: string, lines: string[]): string[] {
  return lines.map((line, index) => (index === 0 ? prefix + line : `  ${line}`));
}

/** Student code may define getters that throw. */
function safely<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

import type { FieldProblem } from "./comparison";

/** Where and why one record could not be read or written; `onInvalid: "skip"` skips such records. */
export class InvalidRecordError extends Error {
  override readonly name = "InvalidRecordError";
  constructor(
    /** The file's path, or `"input"` for bytes and streams. */
    readonly file: string,
    /** The line the record starts on (from 1), or undefined when writing. */
    readonly line: number | undefined,
    /** The field at fault, or undefined if the whole record is. */
    readonly field: string | undefined,
    readonly expected: string,
    readonly found: string,
  ) {
    super(`${place(file, line, field)}: expected ${expected}, found ${found}.`);
  }
}

/** A file that cannot be used as a whole (absent, a directory, cut short, UTF-16, …); it is thrown whatever `onInvalid` says. */
export class DataFileError extends Error {
  override readonly name = "DataFileError";
  constructor(
    readonly file: string,
    readonly line: number | undefined,
    what: string,
    options?: { cause?: unknown },
  ) {
    super(`${place(file, line)}: ${what}`, options);
  }
}

/** Thrown inside this room by whatever looks at one record without knowing its file and line. */
export class FieldError extends Error {
  constructor(
    readonly field: string | undefined,
    readonly expected: string,
    readonly found: string,
  ) {
    super(`${field === undefined ? "" : `field "${field}": `}expected ${expected}, found ${found}`);
  }

  static of({ field, expected, found }: FieldProblem): FieldError {
    return new FieldError(field, expected, found);
  }

  at(file: string, line: number | undefined): InvalidRecordError {
    return new InvalidRecordError(file, line, this.field, this.expected, this.found);
  }
}

function place(file: string, line?: number, field?: string): string {
  return [file, line === undefined ? "" : `line ${line}`, field === undefined ? "" : `field "${field}"`]
    .filter((part) => part !== "")
    .join(", ");
}

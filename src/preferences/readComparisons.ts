import type { Comparison } from "./comparison";
import { CsvHeader, guessSeparator } from "./csvRecord";
import { csvRows } from "./csvRows";
import { DataFileError, FieldError, type InvalidRecordError } from "./dataError";
import { type DataSource, fileBytes, nameOf } from "./fileBytes";
import { jsonArrayElements } from "./jsonArray";
import { type FieldNames, RecordReader } from "./record";
import { firstInk, lineBlocks, textLines } from "./textLines";

/** The formats that comparisons are kept in; see {@link readComparisons}. */
export type ComparisonFormat = "jsonl" | "chat" | "hh" | "csv";

export interface ReadOptions {
  /** Default `"auto"`: told from the first character and, record by record, from the fields. */
  format?: "auto" | ComparisonFormat;
  /** What to do with a record that is not a valid comparison. Default `"throw"`; `"skip"` counts it and goes on. */
  onInvalid?: "throw" | "skip";
  /** Names that the file uses instead of `prompt`, `chosen`, `rejected`, `annotator`, `strength`, `tie`. */
  fields?: FieldNames;
  /** The separator of a CSV file, one character; default: guessed from its header among `,` `;` tab `|`. */
  separator?: string;
  /** A longer line (or CSV record, or element of a JSON array) is invalid. Default 64 MiB. */
  maximumLineBytes?: number;
}

/** What {@link readComparisons} returns. */
export interface ReadResult {
  comparisons: Comparison[];
  /** How many records were skipped (0 unless `onInvalid` is `"skip"`). */
  skipped: number;
  /** Why the first ten of them were. */
  reasons: InvalidRecordError[];
}

const formats = ["auto", "jsonl", "chat", "hh", "csv"] as const;
const keptReasons = 10;

/**
 * Reads a whole file of comparisons into an array.
 *
 * | format  | a record |
 * |---------|----------|
 * | `jsonl` | one JSON object a line: `{"prompt": "…", "chosen": "…", "rejected": "…"}` |
 * | `chat`  | the same with lists of `{"role", "content"}`, the prompt explicit (a list, or the text of one user turn) or implicit (the common beginning of both lists, up to the last assistant turn that both reach) |
 * | `hh`    | `{"chosen": "\n\nHuman: …\n\nAssistant: …", "rejected": …}`; the prompt is the common part up to and including the last common `"\n\nAssistant:"`, so `prompt + chosen` is the transcript |
 * | `csv`   | a header with `chosen`, `rejected` and (unless they are transcripts) `prompt`; RFC 4180 quoting |
 *
 * JSON records may also be the elements of one JSON array. Optional in all of them: `annotator` (a string; a whole number is
 * read as its digits), `strength` (finite, ≥ 0), `tie` (boolean); `null` counts as absent; every other field goes to `extra`.
 *
 * | what a file may have | what happens |
 * |----------------------|--------------|
 * | nothing, or only white space | no comparisons, no error |
 * | gzip, told by its first bytes, of one or several members | is unpacked |
 * | gzip cut short or damaged; a JSON array without its end | DataFileError, after the records before it (also with `"skip"`) |
 * | absent file, directory | DataFileError |
 * | UTF-8 byte order mark | is ignored |
 * | UTF-16; zip, zstd, bzip2, xz, Parquet | DataFileError that names the cure |
 * | bytes that are not UTF-8 | invalid record, with its line |
 * | CRLF line ends; no newline at the end; blank lines | are fine; blank lines still count as lines |
 * | a line of more than `maximumLineBytes` | invalid record; it is never held in memory |
 * | `\u0000` in a JSON string, or a zero byte in a CSV cell | is kept |
 * | a lone surrogate (`"\ud800"`) in a JSON string | is kept |
 * | a missing field, a wrong JSON type, `NaN` or a negative strength, an empty annotator | invalid record |
 * | `chosen` = `rejected` | invalid record, unless `tie` is true |
 * | transcripts or chats that part before any common assistant turn | invalid record |
 * | the same JSON key twice | the last one counts, as for `JSON.parse` |
 * | the same CSV column twice; no column `chosen` or `rejected` | DataFileError |
 * | a CSV row with more or fewer cells than the header; text after a closing quote; a quote never closed | invalid record |
 *
 * @throws InvalidRecordError for an invalid record (file, line, field, what was expected, what was found), or with
 *   `onInvalid: "skip"` counts it; DataFileError for a file that cannot be used as a whole.
 */
export async function readComparisons(source: DataSource, options: ReadOptions = {}): Promise<ReadResult> {
  const stream = streamComparisons(source, options);
  const comparisons: Comparison[] = [];
  for await (const comparison of stream) comparisons.push(comparison);
  return { comparisons, skipped: stream.skipped, reasons: stream.reasons };
}

/**
 * Reads comparisons one by one, in little memory whatever the size of the file; formats and answers to flawed files are those of
 * {@link readComparisons}.
 *
 * @example
 * for await (const { prompt, chosen, rejected } of streamComparisons("pairs.jsonl.gz")) { … }
 */
export function streamComparisons(source: DataSource, options: ReadOptions = {}): ComparisonStream {
  return new ComparisonStream(source, options);
}

/** Comparisons as they are read; `skipped` and `reasons` grow meanwhile. It can be gone through once. */
export class ComparisonStream implements AsyncIterable<Comparison> {
  /** How many records have been skipped so far. */
  skipped = 0;
  /** Why the first ten of them were. */
  readonly reasons: InvalidRecordError[] = [];
  readonly #source: DataSource;
  readonly #file: string;
  readonly #options: Required<Omit<ReadOptions, "separator">> & { separator: string | undefined };
  readonly #records: RecordReader;
  #started = false;

  constructor(source: DataSource, options: ReadOptions = {}) {
    const { format = "auto", onInvalid = "throw", fields = {}, separator } = options;
    const { maximumLineBytes = 64 * 1024 * 1024 } = options;
    if (!formats.includes(format)) throw new Error(`format "${format}" is not one of ${formats.join(", ")}.`);
    if (onInvalid !== "throw" && onInvalid !== "skip")
      throw new Error(`onInvalid "${onInvalid as string}" is neither "throw" nor "skip".`);
    if (separator !== undefined && !/^[^"\r\n\u0080-\uffff]$/.test(separator))
      throw new Error(`separator: expected one ASCII character, found ${JSON.stringify(separator)}.`);
    this.#source = source;
    this.#file = nameOf(source);
    this.#options = { format, onInvalid, fields, separator, maximumLineBytes };
    this.#records = new RecordReader(format === "csv" ? "auto" : format, fields);
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Comparison, void, undefined> {
    if (this.#started)
      throw new Error(
        "This stream of comparisons has been read already; call streamComparisons again, or keep an array.",
      );
    this.#started = true;
    const { format } = this.#options;
    const { byte, chunks } = await firstInk(fileBytes(this.#source));
    if (byte === undefined) return;
    if (format === "csv" || (format === "auto" && byte !== 0x7b && byte !== 0x5b)) yield* this.#csv(chunks);
    else if (byte === 0x5b) yield* this.#array(chunks);
    else yield* this.#lines(chunks);
  }

  async *#lines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Comparison, void, undefined> {
    const { maximumLineBytes } = this.#options;
    for await (const block of lineBlocks(chunks, maximumLineBytes))
      for (const { line, text, tooLong } of textLines(block, maximumLineBytes)) {
        if (tooLong) this.#reject(longerThan("line", maximumLineBytes), line);
        const comparison = tooLong ? undefined : this.#parse(text, line);
        if (comparison !== undefined) yield comparison;
      }
  }

  async *#array(chunks: AsyncIterable<Buffer>): AsyncGenerator<Comparison, void, undefined> {
    const { maximumLineBytes } = this.#options;
    const elements = jsonArrayElements(chunks, this.#file, maximumLineBytes);
    for await (const { line, text, tooLong } of elements) {
      if (tooLong) this.#reject(longerThan("record", maximumLineBytes), line);
      const comparison = tooLong ? undefined : this.#parse(text, line);
      if (comparison !== undefined) yield comparison;
    }
  }

  async *#csv(chunks: AsyncIterable<Buffer>): AsyncGenerator<Comparison, void, undefined> {
    const { fields, maximumLineBytes, separator } = this.#options;
    const separatorOf = (firstLine: string) => separator ?? guessSeparator(firstLine, fields);
    let header: CsvHeader | undefined;
    for await (const rows of csvRows(lineBlocks(chunks, maximumLineBytes), separatorOf, maximumLineBytes))
      for (const { line, fields: cells, problem } of rows) {
        if (header === undefined) {
          if (problem !== undefined)
            throw new DataFileError(
              this.#file,
              line,
              `the CSV header: expected ${problem.expected}, found ${problem.found}.`,
            );
          header = new CsvHeader(cells, fields, this.#file, line);
          continue;
        }
        const comparison = this.#judge(line, () => {
          if (problem !== undefined) throw new FieldError(undefined, problem.expected, problem.found);
          return header!.record(cells);
        });
        if (comparison !== undefined) yield comparison;
      }
  }

  #parse(text: string | undefined, line: number): Comparison | undefined {
    return this.#judge(line, () => {
      if (text === undefined) throw new FieldError(undefined, "UTF-8 text", "other bytes");
      try {
        return JSON.parse(text);
      } catch (error) {
        const { message } = error as Error;
        const hint = /\b(NaN|Infinity)\b/.test(message) ? " (JSON has no NaN and no Infinity)" : "";
        throw new FieldError(undefined, "a JSON record", `${message}${hint}`);
      }
    });
  }

  #judge(line: number, record: () => unknown): Comparison | undefined {
    try {
      return this.#records.read(record());
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      return this.#reject(error, line);
    }
  }

  #reject(error: FieldError, line: number): undefined {
    const reason = error.at(this.#file, line);
    if (this.#options.onInvalid === "throw") throw reason;
    this.skipped++;
    if (this.reasons.length < keptReasons) this.reasons.push(reason);
    return undefined;
  }
}

function longerThan(what: string, maximumBytes: number): FieldError {
  return new FieldError(undefined, `a ${what} of at most ${maximumBytes} bytes`, "a longer one");
}

import { randomBytes } from "node:crypto";
import { type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { Comparison } from "./comparison";
import { csvColumns, csvHeaderLine, csvLine } from "./csvText";
import { DataFileError, FieldError, InvalidRecordError } from "./dataError";
import type { ComparisonFormat } from "./readComparisons";
import { chatRecord, stringRecord, transcriptRecord, type WrittenRecord } from "./recordText";

export interface WriteOptions {
  /** Default: `"csv"` for names ending in `.csv` or `.tsv` (before `.gz`), else `"jsonl"`. */
  format?: ComparisonFormat;
  /** What to do with a comparison that the format cannot hold whole. Default `"throw"`; `"drop"` writes what it can and counts. */
  onLoss?: "throw" | "drop";
  /** The separator of a CSV file, one character. Default: tab for `.tsv`, else a comma. */
  separator?: string;
}

/** What {@link writeComparisons} did. */
export interface WriteResult {
  /** How many comparisons were written. */
  written: number;
  /** How many of them lost something (0 unless `onLoss` is `"drop"`). */
  lossy: number;
}

const batchChars = 256 * 1024;

/**
 * Writes comparisons to a file, compressed where its name ends in `.gz`. Reading the file gives equal comparisons again.
 *
 * The file appears whole or not at all: it is written beside its place under another name, flushed to the disk and then renamed.
 *
 * | format  | cannot hold |
 * |---------|-------------|
 * | `jsonl` | – (`messages`, where a comparison has them, become a field) |
 * | `chat`  | a transcript whose turns cannot be told apart (markers not followed by one space); other transcripts become turns |
 * | `hh`    | `messages`; answers that have an `"\n\nAssistant:"` in common, which a reader would count to the prompt |
 * | `csv`   | – (what a plain cell cannot hold goes to a column `name:json`) |
 *
 * In `hh`, a plain prompt is written as `"\n\nHuman: {prompt}\n\nAssistant: {answer}"` and marked `"text_form": "plain"`; in
 * `chat`, a transcript of one turn is marked `"text_form": "transcript"`: so the texts come back as they were.
 * A field that is present but `undefined`, or an empty `extra`, comes back absent.
 *
 * @param comparisons an array, or anything that can be iterated over; a CSV file written from other than an array has the
 *   columns of its first comparison, and a later one with further fields is an error.
 * @throws InvalidRecordError for a comparison that is not valid, that the format cannot hold, or whose extra fields JSON
 *   cannot hold (NaN, functions, dates, …) or have the name of another field; DataFileError where the file cannot be written.
 *   In both cases the file is as it was before.
 */
export async function writeComparisons(
  path: string,
  comparisons: Iterable<Comparison> | AsyncIterable<Comparison>,
  options: WriteOptions = {},
): Promise<WriteResult> {
  const bareName = path.toLowerCase().replace(/\.gz$/, "");
  const { format = /\.[ct]sv$/.test(bareName) ? "csv" : "jsonl", onLoss = "throw" } = options;
  const { separator = bareName.endsWith(".tsv") ? "\t" : "," } = options;
  if (!["jsonl", "chat", "hh", "csv"].includes(format))
    throw new Error(`format "${format}" is not one of jsonl, chat, hh, csv.`);
  if (onLoss !== "throw" && onLoss !== "drop")
    throw new Error(`onLoss "${onLoss as string}" is neither "throw" nor "drop".`);
  if (!/^[^"\r\n\u0080-\uffff]$/.test(separator))
    throw new Error(`separator: expected one ASCII character, found ${JSON.stringify(separator)}.`);
  const result: WriteResult = { written: 0, lossy: 0 };
  const lines = formatLines(path, comparisons, { format, onLoss, separator, result });
  await replaceFile(path, lines, path.toLowerCase().endsWith(".gz"));
  return result;
}

async function* formatLines(
  path: string,
  comparisons: Iterable<Comparison> | AsyncIterable<Comparison>,
  { format, onLoss, separator, result }: Required<WriteOptions> & { result: WriteResult },
): AsyncGenerator<string, void, undefined> {
  let batch = "";
  let toRecord = recordWriter(format);
  if (Array.isArray(comparisons) && format === "csv") {
    const columns = csvColumns(comparisons as Comparison[]);
    batch = csvHeaderLine(columns, separator);
    toRecord = (comparison) => csvLine(comparison, columns, separator);
  }
  for await (const comparison of comparisons) {
    if (toRecord === undefined) {
      const columns = csvColumns([comparison]);
      batch = csvHeaderLine(columns, separator);
      toRecord = (next) => csvLine(next, columns, separator);
    }
    const { text, loss } = attempt(() => toRecord!(comparison), path, result.written);
    if (loss !== undefined && onLoss === "throw") throw atComparison(loss, path, result.written);
    if (loss !== undefined) result.lossy++;
    result.written++;
    batch += `${text}\n`;
    if (batch.length < batchChars) continue;
    yield batch;
    batch = "";
  }
  if (toRecord === undefined) batch = csvHeaderLine(csvColumns([]), separator);
  yield batch;
}

function recordWriter(format: ComparisonFormat): ((comparison: Comparison) => WrittenRecord) | undefined {
  if (format === "jsonl") return stringRecord;
  if (format === "chat") return chatRecord;
  return format === "hh" ? transcriptRecord : undefined;
}

function attempt(write: () => WrittenRecord, path: string, index: number): WrittenRecord {
  try {
    return write();
  } catch (error) {
    throw error instanceof FieldError ? atComparison(error, path, index) : error;
  }
}

function atComparison(
  { field, expected, found }: FieldError,
  path: string,
  index: number,
): InvalidRecordError {
  return new InvalidRecordError(`${path}, comparison ${index + 1}`, undefined, field, expected, found);
}

async function replaceFile(path: string, lines: AsyncIterable<string>, gzip: boolean): Promise<void> {
  // A link stays a link: what it points to is replaced.
  const target = await realpath(path).catch(() => path);
  const existing = await stat(target).catch(() => undefined);
  if (existing?.isDirectory())
    throw new DataFileError(path, undefined, "this is a directory; name a file in it.");
  const temporary = `${target}.${randomBytes(6).toString("hex")}.tmp`;
  let file: FileHandle;
  try {
    file = await open(temporary, "wx");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const what = code === "ENOENT" ? `there is no folder ${dirname(target)}; make it first.` : `${message}.`;
    throw new DataFileError(path, undefined, what, { cause: error });
  }
  try {
    if (existing !== undefined) await file.chmod(existing.mode & 0o7777);
    const toFile = async (parts: AsyncIterable<Uint8Array | string>) => {
      for await (const part of parts) await file.appendFile(part);
    };
    if (gzip) await pipeline(Readable.from(lines), createGzip(), toFile);
    else await toFile(lines);
    await file.sync();
    await file.close();
    await rename(temporary, target);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
}

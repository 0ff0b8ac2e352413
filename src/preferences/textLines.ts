import { isAscii, isUtf8 } from "node:buffer";

/** Whole lines of a file, as bytes; the last line of the last block may lack its newline. */
export interface LineBlock {
  bytes: Buffer;
  /** Number of the first line, from 1. */
  firstLine: number;
  /** How many lines begin in the block. */
  lineCount: number;
  /** Instead of bytes: line `firstLine` was longer than allowed and has been dropped. */
  tooLong?: boolean;
}

const newline = 0x0a;

/**
 * Cuts a byte stream into blocks of whole lines, copying each byte at most once. A line of more than `maximumLineBytes` is
 * dropped and reported as a block of its own, so that a file without newlines cannot fill the memory.
 */
export async function* lineBlocks(
  chunks: AsyncIterable<Buffer>,
  maximumLineBytes: number,
): AsyncGenerator<LineBlock, void, undefined> {
  let firstLine = 1;
  let carried: Buffer[] = [];
  let carriedBytes = 0;
  let dropping = false;
  for await (const chunk of chunks) {
    let start = 0;
    if (dropping || carriedBytes + chunk.length > maximumLineBytes) {
      // Only here may the line that was carried over be too long.
      const end = chunk.indexOf(newline);
      const length = carriedBytes + (end === -1 ? chunk.length : end);
      if (dropping || length > maximumLineBytes) {
        dropping = true;
        carried = [];
        carriedBytes = 0;
        if (end === -1) continue;
        yield { bytes: Buffer.alloc(0), firstLine, lineCount: 1, tooLong: true };
        dropping = false;
        firstLine++;
        start = end + 1;
      }
    }
    const end = chunk.lastIndexOf(newline) + 1;
    if (end > start) {
      const whole = chunk.subarray(start, end);
      const bytes = carried.length === 0 ? whole : Buffer.concat([...carried, whole]);
      const lineCount = countNewlines(bytes);
      yield { bytes, firstLine, lineCount };
      firstLine += lineCount;
      carried = [];
      carriedBytes = 0;
      start = end;
    }
    if (start < chunk.length) {
      carried.push(chunk.subarray(start));
      carriedBytes += chunk.length - start;
    }
  }
  if (dropping) yield { bytes: Buffer.alloc(0), firstLine, lineCount: 1, tooLong: true };
  else if (carriedBytes > 0) yield { bytes: Buffer.concat(carried), firstLine, lineCount: 1 };
}

function countNewlines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) count++;
  return count;
}

/** One line as text, without its line ending (`\n` or `\r\n`); `text` is undefined where the bytes are not UTF-8. */
export interface TextLine {
  line: number;
  text: string | undefined;
  /** The line is longer than allowed, and has no text for that reason. */
  tooLong?: boolean;
}

/** The lines of a block that are not blank. */
export function* textLines(
  { bytes, firstLine, tooLong }: LineBlock,
  maximumLineBytes: number,
): Generator<TextLine, void, undefined> {
  if (tooLong) yield { line: firstLine, text: undefined, tooLong };
  // Decoding a line by itself keeps a line of plain ASCII at one byte a character, whatever stands on the next one.
  const encoding = isAscii(bytes) ? "latin1" : "utf8";
  const allValid = encoding === "latin1" || isUtf8(bytes);
  let line = firstLine;
  for (let start = 0; start < bytes.length; line++) {
    const found = bytes.indexOf(newline, start);
    const next = found === -1 ? bytes.length : found + 1;
    let end = found === -1 ? bytes.length : found;
    if (end > start && bytes[end - 1] === 0x0d) end--;
    if (end - start > maximumLineBytes) yield { line, text: undefined, tooLong: true };
    else if (end > start) {
      const valid = allValid || isUtf8(bytes.subarray(start, end));
      const text = valid ? bytes.toString(encoding, start, end) : undefined;
      if (text === undefined || text.trim() !== "") yield { line, text };
    }
    start = next;
  }
}

/**
 * The first byte that is not white space, without losing any of the bytes.
 *
 * @returns that byte (undefined for an empty or blank file) and the whole stream.
 */
export async function firstInk(
  chunks: AsyncGenerator<Buffer, void, undefined>,
): Promise<{ byte: number | undefined; chunks: AsyncIterable<Buffer> }> {
  const read: Buffer[] = [];
  let byte: number | undefined;
  while (byte === undefined) {
    const { value, done } = await chunks.next();
    if (done || value === undefined) break;
    read.push(value);
    byte = value.find((b) => b !== 0x20 && b !== 0x0a && b !== 0x0d && b !== 0x09);
  }
  async function* whole(): AsyncGenerator<Buffer, void, undefined> {
    try {
      yield* read.splice(0);
      yield* chunks;
    } finally {
      await chunks.return();
    }
  }
  return { byte, chunks: whole() };
}

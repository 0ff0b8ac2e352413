import { isUtf8 } from "node:buffer";
import { DataFileError } from "./dataError";

/** One element of a JSON array, still as text (undefined where its bytes are not UTF-8), and the line it begins on. */
export interface ArrayElement {
  line: number;
  text: string | undefined;
  tooLong?: boolean;
}

const [quote, backslash, comma, newline] = [0x22, 0x5c, 0x2c, 0x0a];
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];
const isSpace = (byte: number) => byte === 0x20 || byte === newline || byte === 0x0d || byte === 0x09;

/**
 * The elements of a file that is one JSON array, one by one, without holding more than one of them: the array is cut at its
 * own commas, and each piece is left for `JSON.parse` to judge.
 *
 * @throws DataFileError if the array does not end, or something follows it.
 */
export async function* jsonArrayElements(
  chunks: AsyncIterable<Buffer>,
  name: string,
  maximumBytes: number,
): AsyncGenerator<ArrayElement, void, undefined> {
  let depth = 0;
  let inString = false;
  let escaped = false;
  let line = 1;
  let elementLine = 0;
  let count = 0;
  let afterComma = false;
  let pieces: Buffer[] = [];
  let pieceBytes = 0;

  const keep = (bytes: Buffer): void => {
    pieceBytes += bytes.length;
    // Once an element is too long its bytes are only counted.
    if (pieceBytes <= maximumBytes) pieces.push(bytes);
    else pieces = [];
  };
  const element = (): ArrayElement => {
    const bytes = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
    const tooLong = pieceBytes > maximumBytes;
    const found: ArrayElement = {
      line: elementLine === 0 ? line : elementLine,
      text: isUtf8(bytes) ? bytes.toString("utf8") : undefined,
      ...(tooLong && { tooLong }),
    };
    pieces = [];
    pieceBytes = 0;
    elementLine = 0;
    count++;
    return found;
  };

  for await (const chunk of chunks) {
    let start = 0;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]!;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) inString = false;
        else if (byte === newline) line++;
        continue;
      }
      if (byte === newline) line++;
      if (isSpace(byte)) continue;
      if (depth === 0) {
        if (byte !== openBracket || count > 0 || afterComma)
          throw new DataFileError(name, line, "text after the end of the JSON array.");
        depth = 1;
        afterComma = true;
        start = i + 1;
        continue;
      }
      if (depth === 1 && (byte === comma || byte === closeBracket)) {
        keep(chunk.subarray(start, i));
        const empty = byte === closeBracket && count === 0 && elementLine === 0;
        if (!empty) yield element();
        start = i + 1;
        if (byte === closeBracket) depth = 0;
        continue;
      }
      if (elementLine === 0) elementLine = line;
      if (byte === quote) inString = true;
      else if (byte === openBrace || byte === openBracket) depth++;
      else if (byte === closeBrace || byte === closeBracket) depth--;
    }
    if (depth > 0) keep(chunk.subarray(start));
  }
  if (depth > 0)
    throw new DataFileError(
      name,
      line,
      `the JSON array has no end after ${count} records (a file cut short?); fetch the file again.`,
    );
}

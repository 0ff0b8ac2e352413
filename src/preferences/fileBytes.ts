import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { createGunzip } from "node:zlib";
import { DataFileError } from "./dataError";

/** Where comparisons are read from: a path, a `file:` URL, bytes, or a stream of bytes or text. */
export type DataSource = string | URL | Uint8Array | AsyncIterable<Uint8Array | string>;

const chunkBytes = 256 * 1024;

/** First bytes of files that are not text, what they are, and what to do. */
const otherFormats: readonly [bytes: number[], what: string][] = [
  [[0xff, 0xfe], "is UTF-16 text; convert it first: iconv -f UTF-16 -t UTF-8 old > new"],
  [[0xfe, 0xff], "is UTF-16 text; convert it first: iconv -f UTF-16 -t UTF-8 old > new"],
  [[0x28, 0xb5, 0x2f, 0xfd], "is compressed with zstd; unpack it first: unzstd file"],
  [[0x42, 0x5a, 0x68], "is compressed with bzip2; unpack it first: bunzip2 file"],
  [[0xfd, 0x37, 0x7a, 0x58], "is compressed with xz; unpack it first: unxz file"],
  [[0x50, 0x4b, 0x03, 0x04], "is a zip archive (or a spreadsheet); unpack it, or export the sheet as CSV"],
  [[0x50, 0x41, 0x52, 0x31], "is a Parquet file; export it as JSON lines first"],
];

/** The name that errors give a source. */
export function nameOf(source: DataSource): string {
  if (typeof source === "string") return source;
  return source instanceof URL ? fileURLToPath(source) : "input";
}

/**
 * The bytes of a source as text data: unpacked if they begin like a gzip file (of one or several members, whatever the name
 * says), without a UTF-8 byte order mark.
 *
 * @throws DataFileError for an absent file, a directory, a gzip file that is cut short or damaged, UTF-16, and other formats.
 */
export async function* fileBytes(source: DataSource): AsyncGenerator<Buffer, void, undefined> {
  const name = nameOf(source);
  const packed = withFirstBytes(rawBytes(source, name));
  const first = await packed.next();
  if (first.done) return;
  const all = putBack(first.value, packed);
  const gzip = first.value[0] === 0x1f && first.value[1] === 0x8b;
  let atStart = true;
  for await (const chunk of gzip ? withFirstBytes(gunzip(all, name)) : all) {
    if (atStart) {
      atStart = false;
      for (const [bytes, what] of otherFormats)
        if (bytes.every((byte, i) => chunk[i] === byte))
          throw new DataFileError(name, undefined, `the file ${what}.`);
      if (chunk[0] === 0 || chunk[1] === 0)
        throw new DataFileError(
          name,
          1,
          "zero bytes at the start: this is UTF-16 or not text; if it is text: iconv -f UTF-16 -t UTF-8 old > new.",
        );
      const mark = chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;
      if (mark) {
        if (chunk.length > 3) yield chunk.subarray(3);
        continue;
      }
    }
    yield chunk;
  }
}

async function* rawBytes(source: DataSource, name: string): AsyncGenerator<Buffer, void, undefined> {
  if (source instanceof Uint8Array) {
    for (let start = 0; start < source.length; start += chunkBytes)
      yield Buffer.from(
        source.buffer,
        source.byteOffset + start,
        Math.min(chunkBytes, source.length - start),
      );
    return;
  }
  if (typeof source !== "string" && !(source instanceof URL)) {
    for await (const chunk of source)
      yield typeof chunk === "string"
        ? Buffer.from(chunk)
        : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    return;
  }
  try {
    if ((await stat(source)).isDirectory())
      throw new DataFileError(name, undefined, "this is a directory; name a file in it.");
    for await (const chunk of createReadStream(source, { highWaterMark: chunkBytes })) yield chunk as Buffer;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof DataFileError || code === undefined) throw error;
    const what =
      code === "ENOENT"
        ? `there is no such file (looked in ${process.cwd()}).`
        : code === "EACCES"
          ? "there is no permission to read it."
          : `it cannot be read: ${message}.`;
    throw new DataFileError(name, undefined, what, { cause: error });
  }
}

/** The same bytes, the first chunk being at least four long where there are so many. */
async function* withFirstBytes(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (head === undefined) {
      yield chunk;
      continue;
    }
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
    if (head.length < 4) continue;
    yield head;
    head = undefined;
  }
  if (head !== undefined && head.length > 0) yield head;
}

async function* putBack(
  first: Buffer,
  rest: AsyncGenerator<Buffer, void, undefined>,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield first;
    yield* rest;
  } finally {
    // A reader that stops at the first chunk still has to close the file.
    await rest.return();
  }
}

async function* gunzip(chunks: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer, void, undefined> {
  const unpacked = createGunzip({ chunkSize: chunkBytes });
  let cause: unknown;
  pipeline(Readable.from(chunks, { objectMode: false, highWaterMark: chunkBytes }), unpacked, (error) => {
    cause = error;
  });
  try {
    for await (const chunk of unpacked) yield chunk as Buffer;
  } catch (error) {
    const { code, message } = (cause ?? error) as NodeJS.ErrnoException;
    if (code === "Z_BUF_ERROR")
      throw new DataFileError(
        name,
        undefined,
        "the gzip data is cut short (an unfinished download or copy?); fetch the file again.",
        { cause: error },
      );
    if (code?.startsWith("Z_"))
      throw new DataFileError(
        name,
        undefined,
        `the gzip data is damaged (${message}); fetch the file again.`,
        {
          cause: error,
        },
      );
    throw error;
  }
}

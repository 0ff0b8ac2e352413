import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { setTimeout as wait } from "node:timers/promises";

/** A file to fetch and how to know that it is the right one. */
export interface RemoteFile {
  url: string;
  /** SHA-256 in lower-case hexadecimal digits. */
  sha256: string;
  sizeBytes: number;
}

export interface FetchOptions {
  /** How often a broken transfer is taken up again before giving up; default 4. */
  retries?: number;
  /** The pause before the first retry; each further one is twice as long; default 500. */
  retryPauseMs?: number;
  /** A transfer that brings nothing for so long counts as broken; default 30,000. */
  idleTimeoutMs?: number;
  onProgress?: (receivedBytes: number, sizeBytes: number) => void;
}

/** Why a file could not be fetched; the message says what to do. */
export class FetchError extends Error {
  override readonly name = "FetchError";
  constructor(
    message: string,
    /** Whether another try may succeed. */
    readonly transient: boolean,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/**
 * Downloads a file and puts it in place only when its size and SHA-256 are right.
 *
 * What has arrived is kept beside it (`….<first digits of the checksum>.part`), so that a broken transfer goes on where it stopped,
 * also in a later run; a server that ignores the Range header makes it start again.
 *
 * @throws FetchError for an HTTP error, a transfer that keeps breaking, or a wrong checksum (what was received is then deleted).
 */
export async function fetchFile(path: string, file: RemoteFile, options: FetchOptions = {}): Promise<void> {
  const { retries = 4, retryPauseMs = 500 } = options;
  const part = `${path}.${file.sha256.slice(0, 12)}.part`;
  await mkdir(dirname(path), { recursive: true });
  for (let attempt = 0; ; attempt++) {
    try {
      await receive(part, file, options);
      break;
    } catch (error) {
      const failure = asFetchError(error, file.url);
      if (!failure.transient || attempt >= retries) throw failure;
      await wait(retryPauseMs * 2 ** attempt);
    }
  }
  const found = await sha256Of(part);
  if (found !== file.sha256) {
    await rm(part, { force: true });
    throw new FetchError(
      `${file.url}: wrong checksum: expected SHA-256 ${file.sha256}, received ${found}. The download was deleted. ` +
        "What to do: run the command again; if it happens twice, something between here and the server changes the file.",
      false,
    );
  }
  await rename(part, path);
}

/** The SHA-256 of a file, in hexadecimal digits. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

/** The size of a file in bytes, 0 if there is none. */
async function sizeOf(path: string): Promise<number> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.size ?? 0;
}

async function receive(part: string, { url, sizeBytes }: RemoteFile, options: FetchOptions): Promise<void> {
  const { idleTimeoutMs = 30_000, onProgress } = options;
  let received = await sizeOf(part);
  if (received > sizeBytes) {
    await rm(part);
    received = 0;
  }
  if (received === sizeBytes && sizeBytes > 0) return;
  const abort = new AbortController();
  const stalled = () =>
    abort.abort(new FetchError(`${url}: nothing arrived for ${idleTimeoutMs / 1000} s.`, true));
  let timer = setTimeout(stalled, idleTimeoutMs);
  try {
    // The file is compressed already; another encoding on the way would change its bytes and its size.
    const headers: Record<string, string> = { "accept-encoding": "identity" };
    if (received > 0) headers.range = `bytes=${received}-`;
    const response = await fetch(url, { headers, signal: abort.signal });
    const start = await startOf(response, url, received, part);
    const output = await open(part, start === 0 ? "w" : "a");
    try {
      received = start;
      // Node's web streams can be iterated over; its types do not say so.
      for await (const chunk of (response.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
        clearTimeout(timer);
        timer = setTimeout(stalled, idleTimeoutMs);
        received += chunk.length;
        if (received > sizeBytes)
          throw new FetchError(`${url}: longer than the announced ${sizeBytes} bytes.`, false);
        await output.writeFile(chunk);
        onProgress?.(received, sizeBytes);
      }
    } finally {
      await output.close();
    }
    if (received < sizeBytes)
      throw new FetchError(`${url}: the transfer ended after ${received} of ${sizeBytes} bytes.`, true);
  } finally {
    clearTimeout(timer);
  }
}

/** From which byte on the answer goes: as asked, or 0 where the server ignores ranges. */
async function startOf(response: Response, url: string, asked: number, part: string): Promise<number> {
  const { status } = response;
  if (status === 200) return 0;
  if (status === 206) {
    const range = response.headers.get("content-range") ?? "";
    const start = /^bytes (\d+)-/.exec(range)?.[1];
    if (Number(start) === asked) return asked;
    await response.body?.cancel();
    await rm(part, { force: true });
    throw new FetchError(`${url}: asked from byte ${asked} on, got the range "${range}".`, true);
  }
  await response.body?.cancel();
  if (status === 416) await rm(part, { force: true });
  throw httpError(url, status);
}

/** An HTTP status as an error that says what to do. */
export function httpError(url: string, status: number): FetchError {
  const transient = status === 408 || status === 416 || status === 429 || status >= 500;
  const cure =
    status === 404
      ? "The file is not there any more; see whether the dataset has moved."
      : status === 401 || status === 403
        ? "The server refuses access; the dataset was public when this was written."
        : transient
          ? "What to do: try again later."
          : "This was not expected.";
  return new FetchError(`${url}: the server answered ${status}. ${cure}`, transient);
}

/** Network failures of `fetch` hide their reason in `cause`. */
export function asFetchError(error: unknown, url: string): FetchError {
  if (error instanceof FetchError) return error;
  const { message, cause, code } = error as NodeJS.ErrnoException & { cause?: NodeJS.ErrnoException };
  if (code === "ENOSPC" || code === "EACCES" || code === "EROFS")
    return new FetchError(message, false, { cause: error });
  const reason = cause?.code ?? cause?.message ?? message;
  return new FetchError(`${url}: the connection failed (${reason}).`, true, { cause: error });
}

import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { hhRlhfFolder } from "../preferences/fetchedData";
import { asFetchError, FetchError, fetchFile, httpError, type RemoteFile, sha256Of } from "./fetchFile";

export const usage = `Usage: npm run data -- hh-rlhf [--folder <path>] [--update]     (or: rlhf data hh-rlhf)

Fetches data that is too large to ship, or not ours to ship. Everything else in the course works without it.

  hh-rlhf            Anthropic's HH-RLHF (Bai et al. 2022, MIT licence): harmless-base and helpful-base, test and train

  --folder <path>    where to put it; default: .cache/data/hh-rlhf
  --server <url>     another server with the same interface; default: HF_ENDPOINT or https://huggingface.co
  --update           accept files that have changed on the server since the first download

A transfer that breaks goes on where it stopped when the command is run again. Every file is checked against the SHA-256 that
the server announces; it is recorded in hh-rlhf.lock.json beside the files and holds from then on.`;

const dataset = "Anthropic/hh-rlhf";
const subsets = ["harmless-base", "helpful-base"];
const names = ["test.jsonl.gz", "train.jsonl.gz"];
const paths = subsets.flatMap((subset) => names.map((name) => `${subset}/${name}`));

/** What the lock file records for each file. */
interface Lock {
  dataset: string;
  files: Record<string, { sha256: string; sizeBytes: number }>;
}

/** Fetches a dataset; resolves to 0 when all its files are here and right. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { folder: { type: "string" }, server: { type: "string" }, update: { type: "boolean" } },
  });
  if (positionals.length !== 1 || positionals[0] !== "hh-rlhf") {
    const asked =
      positionals.length === 0 ? "no dataset was named" : `there is no "${positionals.join(" ")}"`;
    console.error(`rlhf data: ${asked}; there is hh-rlhf.\n\n${usage}`);
    return 2;
  }
  const folder = values.folder ?? hhRlhfFolder;
  const server = (values.server ?? process.env.HF_ENDPOINT ?? "https://huggingface.co").replace(/\/+$/, "");
  try {
    await fetchHhRlhf(folder, server, values.update ?? false);
    return 0;
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    console.error(`rlhf data: ${error.message}`);
    return 1;
  }
}

async function fetchHhRlhf(folder: string, server: string, update: boolean): Promise<void> {
  const lockPath = join(folder, "hh-rlhf.lock.json");
  const lock = readLock(lockPath);
  let remote: Map<string, RemoteFile>;
  try {
    remote = new Map();
    for (const subset of subsets)
      for (const [path, file] of await remoteFiles(server, subset)) remote.set(path, file);
  } catch (error) {
    const failure = asFetchError(error, server);
    if (await allHere(folder, lock)) {
      console.log(
        `The server cannot be asked (${failure.message}), but all files are here and agree with the lock file.`,
      );
      return;
    }
    const shown = relative(process.cwd(), folder) || ".";
    throw new FetchError(
      `${failure.message}\nWhat to do: check the network and run the command again, or download ${paths.join(", ")} of the ` +
        `dataset ${dataset} in another way and put them into ${shown}. The course also works without: lab 7 then uses data/support.`,
      false,
      { cause: error },
    );
  }
  for (const path of paths) {
    const file = remote.get(path);
    if (file === undefined)
      throw new FetchError(`${server}: the dataset ${dataset} has no file ${path} with a checksum.`, false);
    await bring(folder, path, file, lock, update);
    // After each file, so that an interrupted run loses nothing.
    await writeLock(lockPath, lock);
  }
}

async function bring(
  folder: string,
  path: string,
  file: RemoteFile,
  lock: Lock,
  update: boolean,
): Promise<void> {
  const target = join(folder, path);
  const locked = lock.files[path];
  if (locked !== undefined && locked.sha256 !== file.sha256 && !update)
    throw new FetchError(
      `${path} has changed on the server: the lock file says SHA-256 ${locked.sha256}, the server ${file.sha256}. ` +
        "What to do: keep the files you have, or accept the new ones with --update.",
      false,
    );
  if (existsSync(target) && (await sha256Of(target)) === file.sha256)
    console.log(`${path}: already here, checksum right`);
  else {
    const start = Date.now();
    await fetchFile(target, file, { onProgress: progressLine(path) });
    const seconds = ((Date.now() - start) / 1000).toFixed(1);
    console.log(`${path}: ${megabytes(file.sizeBytes)} MB in ${seconds} s, checksum right`);
  }
  lock.files[path] = { sha256: file.sha256, sizeBytes: file.sizeBytes };
}

/** The files of one folder of the dataset with size and checksum, from the server's tree API (`lfs.oid` is the SHA-256). */
async function remoteFiles(server: string, subset: string): Promise<Map<string, RemoteFile>> {
  const url = `${server}/api/datasets/${dataset}/tree/main/${subset}`;
  const response = await fetch(url, { signal: AbortSignal.timeout(30_000) });
  if (!response.ok) throw httpError(url, response.status);
  const entries: unknown = await response.json().catch(() => undefined);
  if (!Array.isArray(entries))
    throw new FetchError(`${url}: expected a list of files; is this the right server?`, false);
  const files = new Map<string, RemoteFile>();
  for (const entry of entries as { path?: unknown; lfs?: { oid?: unknown; size?: unknown } }[]) {
    const { path, lfs } = entry;
    const sha256 = typeof lfs?.oid === "string" ? lfs.oid.replace(/^sha256:/, "") : "";
    if (typeof path !== "string" || !/^[0-9a-f]{64}$/.test(sha256) || typeof lfs?.size !== "number") continue;
    files.set(path, {
      url: `${server}/datasets/${dataset}/resolve/main/${path}`,
      sha256,
      sizeBytes: lfs.size,
    });
  }
  return files;
}

async function allHere(folder: string, lock: Lock): Promise<boolean> {
  for (const path of paths) {
    const target = join(folder, path);
    if (!existsSync(target) || (await sha256Of(target)) !== lock.files[path]?.sha256) return false;
  }
  return true;
}

function readLock(path: string): Lock {
  if (!existsSync(path)) return { dataset, files: {} };
  try {
    const lock = JSON.parse(readFileSync(path, "utf8")) as Lock;
    if (typeof lock.files === "object" && lock.files !== null) return lock;
  } catch {
    // Falls through to the error.
  }
  throw new FetchError(`${path} is damaged. What to do: delete it; the files are then checked anew.`, false);
}

async function writeLock(path: string, lock: Lock): Promise<void> {
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(`${path}.tmp`, `${JSON.stringify(lock, null, 2)}\n`);
  await rename(`${path}.tmp`, path);
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

/** Shows how far a transfer is, in one line that is overwritten; nothing where the output is a file. */
function progressLine(path: string): (received: number, size: number) => void {
  let shown = 0;
  return (received, size) => {
    if (!process.stdout.isTTY || (Date.now() - shown < 200 && received < size)) return;
    shown = Date.now();
    const percent = Math.floor((100 * received) / size);
    process.stdout.write(
      `\r\x1b[K${received < size ? `${path}: ${percent} % of ${megabytes(size)} MB` : ""}`,
    );
  };
}

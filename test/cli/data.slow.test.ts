import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { gzipSync } from "node:zlib";
import { run } from "../../src/cli/data";
import { fetchFile } from "../../src/cli/fetchFile";
import { findHhRlhf } from "../../src/preferences/fetchedData";
import { readComparisons } from "../../src/preferences/readComparisons";

const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
const subsets = ["harmless-base", "helpful-base"];

function transcriptFile(count: number): Buffer {
  const lines = Array.from({ length: count }, (_, i) =>
    JSON.stringify({
      chosen: `\n\nHuman: Question ${i}?\n\nAssistant: Good ${i} ${sha256(Buffer.from(String(i)))}`,
      rejected: `\n\nHuman: Question ${i}?\n\nAssistant: Bad ${i}`,
    }),
  );
  return gzipSync(lines.join("\n"));
}

const contents = new Map<string, Buffer>(
  subsets.flatMap((subset, i) => [
    [`${subset}/test.jsonl.gz`, transcriptFile(200 + i)] as const,
    [`${subset}/train.jsonl.gz`, transcriptFile(300 + i)] as const,
  ]),
);

interface Behaviour {
  /** Ends the connection after this many bytes of each of the first `breaks` answers. */
  breakAfterBytes?: number;
  breaks?: number;
  ignoresRange?: boolean;
  corrupt?: boolean;
  missing?: string;
  announced?: (path: string, sha: string) => string;
}

/** A server that imitates the dataset hub; `requests` records what was asked for. */
async function hub(t: TestContext, behaviour: Behaviour = {}) {
  const requests: { path: string; range: string | undefined; status: number }[] = [];
  let broken = 0;
  const tree = (subset: string) => [
    { type: "file", oid: "1".repeat(40), size: 10, path: `${subset}/README.md` },
    ...[...contents]
      .filter(([path]) => path.startsWith(`${subset}/`))
      .map(([path, bytes]) => ({
        type: "file",
        oid: "2".repeat(40),
        size: bytes.length,
        lfs: {
          oid: behaviour.announced?.(path, sha256(bytes)) ?? sha256(bytes),
          size: bytes.length,
          pointerSize: 132,
        },
        path,
      })),
  ];
  const answer = (request: IncomingMessage, response: ServerResponse): number => {
    const url = request.url ?? "";
    const listing = /^\/api\/datasets\/Anthropic\/hh-rlhf\/tree\/main\/(.+)$/.exec(url);
    if (listing) {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(tree(listing[1]!)));
      return 200;
    }
    const file = /^\/datasets\/Anthropic\/hh-rlhf\/resolve\/main\/(.+)$/.exec(url);
    if (file) {
      // The hub sends readers on to its storage.
      response.writeHead(302, { location: `/storage/${file[1]}` }).end();
      return 302;
    }
    const path = url.replace("/storage/", "");
    const original = contents.get(path);
    if (original === undefined || path === behaviour.missing) {
      response.writeHead(404).end("Entry not found");
      return 404;
    }
    const bytes = Buffer.from(original);
    if (behaviour.corrupt) bytes[20]! ^= 1;
    const range = behaviour.ignoresRange ? undefined : /^bytes=(\d+)-$/.exec(request.headers.range ?? "");
    const start = range ? Number(range[1]) : 0;
    const status = range ? 206 : 200;
    response.writeHead(status, {
      "content-length": bytes.length - start,
      ...(range && { "content-range": `bytes ${start}-${bytes.length - 1}/${bytes.length}` }),
    });
    if (behaviour.breakAfterBytes !== undefined && broken < (behaviour.breaks ?? 1)) {
      broken++;
      response.write(bytes.subarray(start, start + behaviour.breakAfterBytes), () => {
        setTimeout(() => response.destroy(), 30);
      });
    } else response.end(bytes.subarray(start));
    return status;
  };
  const server = createServer((request, response) => {
    const status = answer(request, response);
    requests.push({ path: request.url ?? "", range: request.headers.range, status });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "rlhf-data-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs the command and collects what it prints. */
async function data(t: TestContext, ...args: string[]) {
  const lines: string[] = [];
  const log = t.mock.method(console, "log", (line: string) => lines.push(line));
  const error = t.mock.method(console, "error", (line: string) => lines.push(line));
  try {
    const code = await run(args);
    return { code, output: lines.join("\n") };
  } finally {
    log.mock.restore();
    error.mock.restore();
  }
}

test("all four files arrive, checked and recorded in the lock file, and can be read", async (t) => {
  const { url } = await hub(t);
  const folder = folderFor(t);
  const { code, output } = await data(t, "hh-rlhf", "--server", `${url}/`, "--folder", folder);
  assert.equal(code, 0, output);
  const lock = JSON.parse(readFileSync(join(folder, "hh-rlhf.lock.json"), "utf8"));
  for (const [path, bytes] of contents) {
    assert.deepEqual(readFileSync(join(folder, path)), bytes);
    assert.deepEqual(lock.files[path], { sha256: sha256(bytes), sizeBytes: bytes.length });
  }
  const path = findHhRlhf("harmless-base", "test", folder);
  assert.ok(path);
  const { comparisons } = await readComparisons(path);
  assert.equal(comparisons.length, 200);
  assert.equal(comparisons[3]!.rejected, " Bad 3");
  assert.equal(findHhRlhf("harmless-base", "test", join(folder, "elsewhere")), undefined);
});

test("a second run downloads nothing", async (t) => {
  const { url, requests } = await hub(t);
  const folder = folderFor(t);
  await data(t, "hh-rlhf", "--server", url, "--folder", folder);
  const before = requests.length;
  const { code, output } = await data(t, "hh-rlhf", "--server", url, "--folder", folder);
  assert.equal(code, 0);
  assert.equal(output.match(/already here/g)?.length, 4);
  assert.deepEqual(
    requests.slice(before).map(({ path }) => path.slice(0, 5)),
    ["/api/", "/api/"],
  );
});

test("a broken transfer is taken up where it stopped", async (t) => {
  const { url, requests } = await hub(t, { breakAfterBytes: 3000, breaks: 2 });
  const folder = folderFor(t);
  const { code, output } = await data(t, "hh-rlhf", "--server", url, "--folder", folder);
  assert.equal(code, 0, output);
  const resumed = requests.filter(({ status }) => status === 206).map(({ range }) => range);
  assert.deepEqual(resumed, ["bytes=3000-", "bytes=6000-"]);
  assert.deepEqual(
    readdirSync(join(folder, "harmless-base")).filter((name) => name.endsWith(".part")),
    [],
  );
});

test("a later run takes up what an earlier one left", async (t) => {
  const { url, requests } = await hub(t);
  const folder = folderFor(t);
  const [path, bytes] = [...contents][0]!;
  mkdirSync(join(folder, "harmless-base"));
  writeFileSync(join(folder, `${path}.${sha256(bytes).slice(0, 12)}.part`), bytes.subarray(0, 7000));
  const { code } = await data(t, "hh-rlhf", "--server", url, "--folder", folder);
  assert.equal(code, 0);
  assert.ok(requests.some(({ range, status }) => range === "bytes=7000-" && status === 206));
  assert.deepEqual(readFileSync(join(folder, path)), bytes);
});

test("a server that ignores ranges sends the whole file again, and the result is right", async (t) => {
  const { url, requests } = await hub(t, { breakAfterBytes: 5000, ignoresRange: true });
  const folder = folderFor(t);
  const { code, output } = await data(t, "hh-rlhf", "--server", url, "--folder", folder);
  assert.equal(code, 0, output);
  assert.ok(requests.some(({ range, status }) => range === "bytes=5000-" && status === 200));
  for (const [path, bytes] of contents) assert.deepEqual(readFileSync(join(folder, path)), bytes);
});

test("a wrong checksum is an error that leaves no file behind", async (t) => {
  const { url } = await hub(t, { corrupt: true });
  const folder = folderFor(t);
  const { code, output } = await data(t, "hh-rlhf", "--server", url, "--folder", folder);
  assert.equal(code, 1);
  assert.match(
    output,
    /harmless-base\/test\.jsonl\.gz: wrong checksum: expected SHA-256 [0-9a-f]{64}, received/,
  );
  assert.deepEqual(readdirSync(join(folder, "harmless-base")), []);
});

test("a damaged file on the disk is fetched again", async (t) => {
  const { url } = await hub(t);
  const folder = folderFor(t);
  await data(t, "hh-rlhf", "--server", url, "--folder", folder);
  const [path, bytes] = [...contents][1]!;
  writeFileSync(join(folder, path), bytes.subarray(1));
  const { code, output } = await data(t, "hh-rlhf", "--server", url, "--folder", folder);
  assert.equal(code, 0);
  assert.equal(output.match(/already here/g)?.length, 3);
  assert.deepEqual(readFileSync(join(folder, path)), bytes);
});

test("a missing file is named with the status; those before it stay", async (t) => {
  const { url, requests } = await hub(t, { missing: "helpful-base/test.jsonl.gz" });
  const folder = folderFor(t);
  const { code, output } = await data(t, "hh-rlhf", "--server", url, "--folder", folder);
  assert.equal(code, 1);
  assert.match(output, /helpful-base\/test\.jsonl\.gz: the server answered 404\. The file is not there/);
  assert.ok(existsSync(join(folder, "harmless-base", "train.jsonl.gz")));
  assert.equal(requests.filter(({ status }) => status === 404).length, 1, "a 404 is not tried again");
});

test("without a network it says what to do; with all files here it is content", async (t) => {
  const { url } = await hub(t);
  const folder = folderFor(t);
  const nowhere = "http://127.0.0.1:9"; // the discard port, on which nothing listens
  const before = await data(t, "hh-rlhf", "--server", nowhere, "--folder", folder);
  assert.equal(before.code, 1);
  assert.match(before.output, /connection failed/);
  assert.match(before.output, /What to do: check the network/);
  assert.match(before.output, /data\/support/);
  await data(t, "hh-rlhf", "--server", url, "--folder", folder);
  const after = await data(t, "hh-rlhf", "--server", nowhere, "--folder", folder);
  assert.equal(after.code, 0);
  assert.match(after.output, /all files are here and agree with the lock file/);
});

test("files that change on the server are refused unless --update is given", async (t) => {
  const folder = folderFor(t);
  const { url } = await hub(t);
  await data(t, "hh-rlhf", "--server", url, "--folder", folder);
  const lockPath = join(folder, "hh-rlhf.lock.json");
  const lock = JSON.parse(readFileSync(lockPath, "utf8"));
  const path = "harmless-base/test.jsonl.gz";
  lock.files[path].sha256 = "0".repeat(64);
  writeFileSync(lockPath, JSON.stringify(lock));
  const refused = await data(t, "hh-rlhf", "--server", url, "--folder", folder);
  assert.equal(refused.code, 1);
  assert.match(refused.output, /has changed on the server.*--update/s);
  const accepted = await data(t, "hh-rlhf", "--server", url, "--folder", folder, "--update");
  assert.equal(accepted.code, 0);
  assert.equal(JSON.parse(readFileSync(lockPath, "utf8")).files[path].sha256, sha256(contents.get(path)!));
});

test("an unusable checksum in the listing is an error, not an unchecked download", async (t) => {
  const { url, requests } = await hub(t, { announced: () => "abc" });
  const { code, output } = await data(t, "hh-rlhf", "--server", url, "--folder", folderFor(t));
  assert.equal(code, 1);
  assert.match(output, /no file harmless-base\/test\.jsonl\.gz with a checksum/);
  assert.ok(requests.every(({ path }) => path.startsWith("/api/")));
});

test("a server that is no hub, and a damaged lock file, are named", async (t) => {
  const server = createServer((_, response) => response.end("<html>sign in</html>"));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  t.after(() => server.close());
  const folder = folderFor(t);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const portal = await data(t, "hh-rlhf", "--server", url, "--folder", folder);
  assert.equal(portal.code, 1);
  assert.match(portal.output, /expected a list of files/);
  writeFileSync(join(folder, "hh-rlhf.lock.json"), "{");
  const damaged = await data(t, "hh-rlhf", "--server", url, "--folder", folder);
  assert.equal(damaged.code, 1);
  assert.match(damaged.output, /hh-rlhf\.lock\.json is damaged/);
});

test("a transfer that stands still is given up and tried again", async (t) => {
  const bytes = contents.get("harmless-base/test.jsonl.gz")!;
  let calls = 0;
  const server = createServer((request, response) => {
    calls++;
    const start = Number(/\d+/.exec(request.headers.range ?? "0")?.[0]);
    response.writeHead(start > 0 ? 206 : 200, {
      "content-range": `bytes ${start}-${bytes.length - 1}/${bytes.length}`,
    });
    if (calls === 1) response.write(bytes.subarray(0, 100));
    else response.end(bytes.subarray(start));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const path = join(folderFor(t), "file.gz");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`;
  const remote = { url, sha256: sha256(bytes), sizeBytes: bytes.length };
  await fetchFile(path, remote, { idleTimeoutMs: 200, retryPauseMs: 1 });
  assert.equal(calls, 2);
  assert.deepEqual(readFileSync(path), bytes);
});

test("a transfer that never gets through ends with its reason after the retries", async (t) => {
  const { url } = await hub(t, { breakAfterBytes: 10, breaks: 99 });
  const [path, bytes] = [...contents][0]!;
  const remote = { url: `${url}/storage/${path}`, sha256: sha256(bytes), sizeBytes: bytes.length };
  await assert.rejects(
    fetchFile(join(folderFor(t), "file.gz"), remote, { retries: 2, retryPauseMs: 1 }),
    /FetchError: .*(connection failed|transfer ended)/,
  );
});

test("an unknown dataset is a usage error", async (t) => {
  const unknown = await data(t, "hh-rhlf");
  assert.equal(unknown.code, 2);
  assert.match(unknown.output, /there is no "hh-rhlf"; there is hh-rlhf/);
  assert.equal((await data(t)).code, 2);
});

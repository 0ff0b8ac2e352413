// Reads 100,000 comparisons of 1 kB in every format, each in a process of its own, and prints time and peak memory.
// Target: under 2 s and under 300 MB, on a machine with nothing else to do (CPU s, with start-up, tells). Run: npx tsc -p . ; node dist/bench/readComparisons.js [count]
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Comparison } from "../src/preferences/comparison";
import { readComparisons, streamComparisons } from "../src/preferences/readComparisons";
import { writeComparisons } from "../src/preferences/writeComparisons";

const targetSeconds = 2;
const targetMegabytes = 300;
const words =
  `a reward model learns from people which of two answers they like better, so to speak, "naively"\n`.split(
    " ",
  );

function* madeUp(count: number): Generator<Comparison> {
  let state = 12345;
  const text = (chars: number) => {
    let made = "";
    while (made.length < chars) {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      made += `${words[(state >>> 16) % words.length]} `;
    }
    // V8 keeps a text with one dash like this in two bytes a character, and decodes it several times slower.
    return made.slice(0, chars - 2) + (state % 10 === 0 ? " –" : "..");
  };
  for (let i = 0; i < count; i++)
    yield {
      prompt: `${i} ${text(200)}`,
      chosen: text(360),
      rejected: `${text(355)} ${i % 10}.`,
      annotator: `a${i % 7}`,
      strength: 1 + (i % 4),
    };
}

async function read(path: string, how: string): Promise<void> {
  const started = performance.now();
  let count = 0;
  let chars = 0;
  if (how === "array") {
    const { comparisons } = await readComparisons(path);
    count = comparisons.length;
  } else
    for await (const { prompt, chosen, rejected } of streamComparisons(path)) {
      count++;
      chars += prompt.length + chosen.length + rejected.length;
    }
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage();
  const megabytes = process.resourceUsage().maxRSS / 1000;
  console.log(JSON.stringify({ count, chars, seconds, cpuSeconds: (user + system) / 1e6, megabytes }));
}

async function main(count: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "rlhf-bench-"));
  let missed = false;
  try {
    console.log("format     read as   file MB   seconds   CPU s   peak RSS MB");
    for (const format of ["jsonl", "chat", "hh", "csv"] as const)
      for (const suffix of format === "jsonl" ? ["", ".gz"] : [""]) {
        const path = join(folder, `pairs.${format}${suffix}`);
        await writeComparisons(path, madeUp(count), { format });
        for (const how of ["stream", "array"]) {
          const child = spawnSync(process.execPath, [__filename, "--read", path, how], { encoding: "utf8" });
          if (child.status !== 0) throw new Error(child.stderr);
          const { seconds, cpuSeconds, megabytes, count: found } = JSON.parse(child.stdout);
          if (found !== count) throw new Error(`${path}: wrote ${count} comparisons, read ${found}.`);
          const late = seconds > targetSeconds || megabytes > targetMegabytes;
          missed ||= late;
          const size = (statSync(path).size / 1e6).toFixed(1);
          console.log(
            `${(format + suffix).padEnd(10)} ${how.padEnd(8)} ${size.padStart(8)} ${seconds.toFixed(2).padStart(9)} ${cpuSeconds.toFixed(2).padStart(7)} ${megabytes.toFixed(0).padStart(13)}${late ? "  missed" : ""}`,
          );
        }
      }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`target: under ${targetSeconds} s and under ${targetMegabytes} MB`);
  if (missed) process.exitCode = 1;
}

const [, , command, ...rest] = process.argv;
const run = command === "--read" ? read(rest[0]!, rest[1]!) : main(Number(command ?? 100_000));
run.catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "./torchEnvironment";

const run = promisify(execFile);

/** What one process printed, and how long it lived. */
interface Measurement {
  /** Seconds from the process's start to its end. */
  process: number;
  single?: number;
  batch?: number;
  policy?: number;
  scores: number[];
  probabilities?: number[];
  backend?: string;
  torch?: string;
}

/** One line of the comparison. */
export interface ComparisonRow {
  work: string;
  /** Median seconds of this library. */
  seconds: number;
  /** Median seconds of PyTorch. */
  torchSeconds: number;
  /** How many times as fast as PyTorch. */
  speedup: number;
  /** What the speedup should be at least; undefined if there is no target. */
  target?: number;
}

export interface SeedExampleComparison {
  rows: ComparisonRow[];
  backend: string;
  torch: string;
  repeats: number;
  /** Largest difference between the two sides' scores and probabilities. */
  difference: number;
}

/**
 * Runs notebook 07's work here and in PyTorch, alternately, each time in a process of its own, and compares the medians.
 *
 * @param python with PyTorch
 * @param repeats how often each side runs each piece of work
 */
export async function compareSeedExample(
  python: string,
  repeats: number,
  say: (line: string) => void,
): Promise<SeedExampleComparison> {
  const ours = (what: string) =>
    measure(process.execPath, [join(root, "dist", "bench", "seedExample.js"), "--what", what]);
  const torch = (what: string) => measure(python, [join(root, "bench", "seed_example.py"), "--what", what]);
  const results: Record<string, Measurement[]> = {};
  const note = (name: string, result: Measurement) => {
    const list = results[name] ?? [];
    list.push(result);
    results[name] = list;
  };
  for (let repeat = 0; repeat < repeats; repeat++) {
    say(`Round ${repeat + 1} of ${repeats} …`);
    for (const what of ["single", "batch", "all"]) {
      note(`torch ${what}`, await torch(what));
      note(`ours ${what}`, await ours(what));
    }
    note("ours autodiff", await ours("autodiff"));
  }
  const median = (name: string, of: (measurement: Measurement) => number | undefined) => {
    const sorted = results[name]!.map((measurement) => of(measurement)!).sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  };
  const row = (work: string, seconds: number, torchSeconds: number, target?: number): ComparisonRow => ({
    work,
    seconds,
    torchSeconds,
    speedup: torchSeconds / seconds,
    target,
  });
  const torchSingle = median("torch single", (m) => m.single);
  const batch = median("ours batch", (m) => m.batch);
  const [lastOurs, lastTorch] = [results["ours all"]!.at(-1)!, results["torch all"]!.at(-1)!];
  return {
    rows: [
      row(
        "single pairs, 2000 steps, by the hand-written gradient (the default)",
        median("ours single", (m) => m.single),
        torchSingle,
        1,
      ),
      row(
        "single pairs, 2000 steps, by automatic differentiation, as PyTorch does",
        median("ours autodiff", (m) => m.single),
        torchSingle,
      ),
      row("all pairs at once, 200 steps, against PyTorch's single pairs", batch, torchSingle, 10),
      row(
        "all pairs at once, 200 steps, against the same in PyTorch",
        batch,
        median("torch batch", (m) => m.batch),
      ),
      row(
        "policy, 100 steps",
        median("ours all", (m) => m.policy),
        median("torch all", (m) => m.policy),
      ),
      row(
        "the whole notebook, process start to finish",
        median("ours all", (m) => m.process),
        median("torch all", (m) => m.process),
        1,
      ),
    ],
    backend: lastOurs.backend!,
    torch: lastTorch.torch!,
    repeats,
    difference: Math.max(
      ...lastTorch.scores.map((score, i) => Math.abs(score - lastOurs.scores[i]!)),
      ...lastTorch.probabilities!.map((probability, i) =>
        Math.abs(probability - lastOurs.probabilities![i]!),
      ),
    ),
  };
}

async function measure(program: string, args: string[]): Promise<Measurement> {
  const started = performance.now();
  const { stdout } = await run(program, args, { cwd: root });
  const seconds = (performance.now() - started) / 1000;
  return { ...(JSON.parse(stdout) as Omit<Measurement, "process">), process: seconds };
}

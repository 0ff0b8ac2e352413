import { writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  type ComparisonRow,
  compareSeedExample,
  type SeedExampleComparison,
} from "../../bench/compareSeedExample";
import { root, torchPython } from "../../bench/torchEnvironment";

export const usage = `Usage: npm run bench -- [--repeats 5] [--write]     (or: rlhf bench)

Measures the work of notebook 07 here and in PyTorch, alternately in the same run, and prints how many times as fast this library is.
The first run installs PyTorch into bench/.venv.

  --repeats <n>  how often each side runs each piece of work; medians are compared. Default 5
  --write        also write the table to bench/RESULTS.md`;

/** Compares the speed of the central notebook's work with PyTorch's. Exits 1 if the two sides' numbers differ. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { repeats: { type: "string" }, write: { type: "boolean" } },
  });
  const repeats = Number(values.repeats ?? 5);
  if (!Number.isInteger(repeats) || repeats < 1) {
    console.error(`rlhf bench: --repeats takes a whole number of 1 or more, not "${values.repeats}".`);
    return 2;
  }
  let python: string;
  try {
    python = await torchPython(console.log);
  } catch (error) {
    console.error(`rlhf bench: ${(error as Error).message}`);
    return 1;
  }
  const comparison = await compareSeedExample(python, repeats, console.log);
  const report = describe(comparison);
  console.log(`\n${report}`);
  if (values.write) {
    writeFileSync(join(root, "bench", "RESULTS.md"), `# Speed\n\n${report}\n`);
    console.log("\nWritten to bench/RESULTS.md.");
  }
  if (comparison.difference > 1e-4) {
    console.error(
      `rlhf bench: the two sides' numbers differ by ${comparison.difference}; the times compare nothing.`,
    );
    return 1;
  }
  return 0;
}

function describe({ rows, backend, torch, repeats, difference }: SeedExampleComparison): string {
  return [
    "Notebook 07's reward model and policy, this library against PyTorch: alternating processes in one run, medians of",
    `${repeats}. The two sides' scores and probabilities differ by at most ${difference.toExponential(1)}.`,
    "",
    "| times as fast as PyTorch | target | work | here | PyTorch |",
    "|---:|---:|---|---:|---:|",
    ...rows.map(
      (row) =>
        `| ${row.speedup.toFixed(2)} | ${verdict(row)} | ${row.work} | ${duration(row.seconds)} | ${duration(row.torchSeconds)} |`,
    ),
    "",
    `Machine: ${cpus()[0]?.model.trim() ?? "unknown CPU"}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB; ` +
      `Node ${process.versions.node}, backend ${backend}; PyTorch ${torch}. ` +
      `Load at the end: ${loadavg()[1]!.toFixed(1)} (over five minutes; the measurement itself makes about 1.5).`,
  ].join("\n");
}

function verdict({ speedup, target }: ComparisonRow): string {
  if (target === undefined) return "";
  if (speedup >= target) return `≥ ${target}, met`;
  return `≥ ${target}, missed by ${Math.round((1 - speedup / target) * 100)} %`;
}

function duration(seconds: number): string {
  return seconds < 1 ? `${(seconds * 1000).toFixed(0)} ms` : `${seconds.toFixed(2)} s`;
}

import { parseArgs } from "node:util";
import { agrees, type ParityCase } from "../evaluation/parity/parityCase";
import { evaluateReferenceFolder } from "../evaluation/parity/referenceFolder";
import { backendName } from "../tensor/backend";

export const usage: string = `Usage: rlhf parity <folder>

Evaluates every case of the reference files in a folder (losses.json, torch-rng.json, adamw.json, seed-notebook.json) with this
library, prints how far values and gradients are from the reference, and exits with 1 if a case misses or cannot be evaluated.

  test/fixtures                                         the files that are shipped
  python bench/reference.py <folder> --seed <number>    makes such a folder with PyTorch

The backend is the best available one; RLHF_BACKEND=node, wasm or cpu chooses it.`;

/**
 * `rlhf parity <folder>`: compares the library with reference numbers from PyTorch.
 *
 * @returns 0 if all cases agree, 1 if one misses or nothing can be evaluated, 2 if the arguments are not understood
 */
export async function run(args: string[]): Promise<number> {
  const { positionals } = parseArgs({ args, allowPositionals: true, options: {} });
  const [folder, ...rest] = positionals;
  if (folder === undefined || rest.length > 0) {
    console.error(`rlhf parity: expected one folder, got ${positionals.length} arguments.\n\n${usage}`);
    return 2;
  }
  let report: Awaited<ReturnType<typeof evaluateReferenceFolder>>;
  try {
    report = await evaluateReferenceFolder(folder);
  } catch (error) {
    console.error(`rlhf parity: ${(error as Error).message}`);
    return 1;
  }
  const { cases, remarks } = report;
  console.log(table(cases));
  const misses = cases.filter((each) => !agrees(each));
  const summary =
    misses.length === 0
      ? `all ${cases.length} cases agree with the reference`
      : `${misses.length} of ${cases.length} cases do not agree: ${misses.map(({ name }) => name).join(", ")}`;
  console.log([...remarks, `${backendName()} backend: ${summary}`].join("\n"));
  return misses.length === 0 ? 0 : 1;
}

const HEADINGS = ["case", "value error", "gradient error", "tolerance", "verdict"] as const;

/** One line per case, under the name of its file. */
function table(cases: readonly ParityCase[]): string {
  const rows = cases.map((each) => [
    `  ${each.name}`,
    error(each.valueError),
    error(each.gradientError),
    each.tolerance === 0 ? "exact" : each.tolerance.toExponential(0),
    verdict(each),
  ]);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]!.length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column < HEADINGS.length - 1 ? cell.padEnd(widths[column]!) : cell))
      .join("  ")
      .trimEnd();
  const lines = [line(HEADINGS)];
  cases.forEach(({ file }, i) => {
    if (i === 0 || cases[i - 1]!.file !== file) lines.push("", file);
    lines.push(line(rows[i]!));
  });
  return `${lines.join("\n")}\n`;
}

function error(value: number | undefined): string {
  return value === undefined ? "-" : value === 0 ? "0" : value.toExponential(1);
}

function verdict(each: ParityCase): string {
  if (each.problem !== undefined) return `FAILS: ${each.problem}`;
  return agrees(each) ? "agrees" : "MISSES";
}

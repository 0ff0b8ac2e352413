import "../tensor/tfjsNodeAlias";
import type { DataFrame } from "danfojs-node";
import { type Comparison, questionKey } from "./comparison";

/**
 * What there is to know about a set of comparisons before training on it, as a danfojs DataFrame with one row a measure (its name is
 * the row's index) and the column `value`. Rows that do not apply (no strengths, no answers) are left out.
 *
 * | measure | meaning |
 * |---------|---------|
 * | `comparisons`, `prompts`, `annotators`, `ties` | how many (annotators: different names) |
 * | `comparisons without annotator` | how many |
 * | `comparisons per prompt: mean`, `… largest` | how unevenly prompts are covered |
 * | `repeated questions` | comparisons whose prompt and pair of answers occurred before, whoever judged and however |
 * | `duplicates` | of these, the same judgement by the same annotator again |
 * | `prompt length: mean`, `… median`, `… largest`, the same for `chosen` and `rejected` | in UTF-16 code units, as `String.length` |
 * | `longer answer wins` | the share of comparisons whose longer answer was chosen, among those without a tie and with two lengths; 0.5 means that length does not matter |
 * | `strength: mean` | of those comparisons that have one |
 * | `strength = s` | how many have strength s, for each s (up to 12 different ones; else quartiles `strength: 25 %`, …) |
 *
 * The first call loads danfojs, which takes a second or more.
 *
 * @example
 * show(summarise(comparisons));
 * summarise(comparisons).at("longer answer wins", "value")
 */
export function summarise(comparisons: Iterable<Comparison>): DataFrame {
  // danfojs needs about 200 MB and a second: whoever only reads data should not pay for it.
  const danfo = require("danfojs-node") as typeof import("danfojs-node");
  const measures = comparisonMeasures(comparisons);
  return new danfo.DataFrame(
    [...measures.values()].map((value) => [value]),
    {
      columns: ["value"],
      index: [...measures.keys()],
      // So that print() shows every row, and its name on one line.
      config: { tableMaxRow: measures.size, tableDisplayConfig: { columns: { 0: { width: 34 } } } },
    },
  );
}

/** The rows of {@link summarise}: a number for each measure. */
export function comparisonMeasures(comparisons: Iterable<Comparison>): Map<string, number> {
  const measures = new Map<string, number>();
  const prompts = new Map<string, number>();
  const annotators = new Set<string>();
  const questions = new Set<string>();
  const judgements = new Set<string>();
  const lengths = { prompt: [] as number[], chosen: [] as number[], rejected: [] as number[] };
  const strengths: number[] = [];
  let [count, anonymous, ties, repeated, duplicates, longerWins, unequal] = [0, 0, 0, 0, 0, 0, 0];
  for (const comparison of comparisons) {
    const { prompt, chosen, rejected, annotator, strength, tie = false } = comparison;
    count++;
    prompts.set(prompt, (prompts.get(prompt) ?? 0) + 1);
    if (annotator === undefined) anonymous++;
    else annotators.add(annotator);
    if (tie) ties++;
    const question = questionKey(comparison);
    const judgement = JSON.stringify([question, tie ? null : chosen, annotator ?? null]);
    if (questions.has(question)) repeated++;
    if (judgements.has(judgement)) duplicates++;
    questions.add(question);
    judgements.add(judgement);
    lengths.prompt.push(prompt.length);
    lengths.chosen.push(chosen.length);
    lengths.rejected.push(rejected.length);
    if (!tie && chosen.length !== rejected.length) {
      unequal++;
      if (chosen.length > rejected.length) longerWins++;
    }
    if (strength !== undefined) strengths.push(strength);
  }
  measures.set("comparisons", count);
  measures.set("prompts", prompts.size);
  measures.set("annotators", annotators.size);
  measures.set("comparisons without annotator", anonymous);
  measures.set("ties", ties);
  measures.set("repeated questions", repeated);
  measures.set("duplicates", duplicates);
  if (count > 0) {
    measures.set("comparisons per prompt: mean", count / prompts.size);
    measures.set("comparisons per prompt: largest", largestOf([...prompts.values()]));
    for (const [name, values] of Object.entries(lengths)) {
      measures.set(`${name} length: mean`, mean(values));
      measures.set(`${name} length: median`, quantile(values, 0.5));
      measures.set(`${name} length: largest`, largestOf(values));
    }
  }
  if (unequal > 0) measures.set("longer answer wins", longerWins / unequal);
  if (strengths.length > 0) addStrengths(measures, strengths);
  return measures;
}

function addStrengths(measures: Map<string, number>, strengths: number[]): void {
  measures.set("strength: mean", mean(strengths));
  const counts = new Map<number, number>();
  for (const strength of strengths) counts.set(strength, (counts.get(strength) ?? 0) + 1);
  if (counts.size <= 12) {
    const byStrength = [...counts].sort(([a], [b]) => a - b);
    for (const [strength, count] of byStrength) measures.set(`strength = ${strength}`, count);
    return;
  }
  for (const percent of [0, 25, 50, 75, 100])
    measures.set(`strength: ${percent} %`, quantile(strengths, percent / 100));
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function largestOf(values: number[]): number {
  return values.reduce((a, b) => Math.max(a, b));
}

/** The quantile with linear interpolation between neighbours, as numpy's default. */
function quantile(values: number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const below = sorted[low]!;
  const above = sorted[Math.min(low + 1, sorted.length - 1)]!;
  return below + (above - below) * (at - low);
}

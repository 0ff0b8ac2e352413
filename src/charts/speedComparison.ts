import { barChart } from "./barChart";
import { formatNumber } from "./chartText";
import type { ChartWords, Figure } from "./figure";
import { checkedNames, checkedSeries, type Series } from "./series";

/** What {@link speedComparison} draws. */
export interface SpeedComparisonOptions extends ChartWords {
  /** The ways of doing the same work. */
  names: readonly string[];
  /** The time that each takes, in milliseconds. */
  timesMs: Series;
  /** What the time is spent on, for example `"epoch"`. */
  work: string;
}

/**
 * Draws how long several ways of doing the same work take. Unless a title is given, it says how many times as fast the fastest is.
 *
 * @throws Error if there is no name, if names and times are not equally many, or if a time is not a positive number.
 */
export function speedComparison(options: SpeedComparisonOptions): Figure {
  const chart = "speedComparison";
  const names = checkedNames(chart, "names", options.names);
  const timesMs = checkedSeries(chart, "timesMs", options.timesMs, names.length);
  const bad = timesMs.findIndex((time) => time <= 0);
  if (bad >= 0) throw new Error(`${chart}: timesMs[${bad}] is ${timesMs[bad]}; a time is a positive number.`);
  const slowest = Math.max(...timesMs);
  const fastest = Math.min(...timesMs);
  const ratio = slowest / fastest;
  const times = ratio >= 9.5 ? ratio.toFixed(0) : ratio.toFixed(1);
  return barChart({
    title:
      options.title ??
      (ratio < 1.05
        ? "All take about the same time"
        : `“${names[timesMs.indexOf(fastest)]}” is ${times} times as fast as “${names[timesMs.indexOf(slowest)]}”`),
    caption:
      options.caption ??
      `The time for one ${options.work}, measured on the machine that ran this; shorter is better, and the numbers differ from run to run.`,
    valueTitle: `time for one ${options.work} (ms)`,
    nameTitle: "method",
    names,
    values: timesMs,
    labels: timesMs.map((time) => `${formatNumber(time, time < 10 ? 2 : 1)} ms`),
  });
}

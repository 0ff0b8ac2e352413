import { barNameWidth, namedPositions } from "./barChart";
import { chartText, formatNumber, quoted } from "./chartText";
import type { ChartWords, Figure, Trace } from "./figure";
import { checkedNames, checkedSeries, checkedText, type Series } from "./series";
import { houseConfig, houseLayout, ink, palette } from "./theme";

/** What {@link beforeAfter} draws. */
export interface BeforeAfterOptions extends ChartWords {
  answers: readonly string[];
  /** One number an answer, before and after. */
  before: Series;
  after: Series;
  /** What the numbers are; default `"score (no unit)"`. */
  valueTitle?: string;
  /** What happened in between; default `"training"`. */
  event?: string;
  /** Digits after the point; default 3. */
  decimals?: number;
}

/**
 * Draws what training changed: for each answer an open mark before, a filled mark after, and a line between them. Unless a title
 * is given, it names the answer that rose most.
 *
 * @throws Error if there is no answer, or answers and finite numbers are not equally many.
 */
export function beforeAfter(options: BeforeAfterOptions): Figure {
  const chart = "beforeAfter";
  const { valueTitle = "score (no unit)", event = "training", decimals = 3 } = options;
  const answers = checkedNames(chart, "answers", options.answers);
  const before = checkedSeries(chart, "before", options.before, answers.length);
  const after = checkedSeries(chart, "after", options.after, answers.length);
  const order = answers.map((_, i) => i).sort((a, b) => after[b]! - after[a]!);
  const positions = order.map((_, position) => position);
  const marks = (name: string, values: number[], colour: string, symbol: string): Trace => ({
    type: "scatter",
    mode: "markers",
    name,
    x: order.map((i) => values[i]!),
    y: positions,
    customdata: order.map((i) => chartText(answers[i]!, barNameWidth * 2)),
    marker: { color: colour, size: 13, symbol, line: { width: 2, color: colour } },
    hovertemplate: `%{customdata}<br>${name}: %{x:.${decimals}f}<extra></extra>`,
  });
  const connection: Trace = {
    type: "scatter",
    mode: "lines",
    name: "change",
    x: order.flatMap((i) => [before[i]!, after[i]!, null]),
    y: positions.flatMap((position) => [position, position, null]),
    line: { color: ink.line, width: 3 },
    hoverinfo: "skip",
    showlegend: false,
  };
  const rises = after.map((value, i) => value - before[i]!);
  const most = rises.indexOf(Math.max(...rises));
  const finding =
    rises[most]! > 0
      ? `${quoted(answers[most]!)} rises most, from ${formatNumber(before[most]!, decimals)} to ${formatNumber(after[most]!, decimals)}`
      : `No answer rises`;
  return {
    data: [
      connection,
      marks(`before ${event}`, before, palette[1]!, "circle-open"),
      marks(`after ${event}`, after, palette[0]!, "circle"),
    ],
    layout: {
      ...houseLayout({
        chart,
        title: options.title ?? finding,
        x: { title: valueTitle },
        y: { title: "answer", ...namedPositions(order.map((i) => answers[i]!)), showgrid: true },
        height: 150 + 46 * answers.length,
        showLegend: true,
        roomBelow: 20,
      }),
      hovermode: "closest",
    },
    config: houseConfig(),
    caption: checkedText(
      chart,
      "the caption",
      options.caption ??
        `The ${valueTitle} of each answer before ${event} (open) and after it (filled), ordered by the values after it.`,
    ),
  };
}

import { chartText, formatNumber } from "./chartText";
import type { Figure } from "./figure";
import { checkedNames, checkedSeries, checkedText, type Series } from "./series";
import { colour, houseConfig, houseLayout } from "./theme";

/** What {@link barChart} draws. */
export interface BarChartOptions {
  /** States the finding. */
  title: string;
  /** What the length of a bar measures, with its unit in parentheses if it has one. */
  valueTitle: string;
  /** What the bars are, for example "answer". */
  nameTitle: string;
  /** What is drawn and how to read it. */
  caption: string;
  names: readonly string[];
  /** One number a name. */
  values: Series;
  /** Sort the bars, the largest on top; default false: the first name on top. */
  sorted?: boolean;
  /** Colours by name, in the order given, even where the bars are sorted; default: one colour for all. */
  colourful?: boolean;
  /** What stands at the end of each bar; default: the value with `decimals` digits. */
  labels?: readonly string[];
  /** Digits after the point; default 3. */
  decimals?: number;
  /** In pixels; default: 46 a bar. */
  height?: number;
}

/** The width, in characters, at which the name of a bar is broken into lines. */
export const barNameWidth = 20;

/**
 * Draws horizontal bars with their values written beside them: long names stay readable, also on a telephone.
 *
 * @throws Error if a title or the caption is missing, if there is no bar, or if names and finite values are not equally many.
 */
export function barChart(options: BarChartOptions): Figure {
  const chart = "barChart";
  const { valueTitle, nameTitle, sorted = false, colourful = false, decimals = 3 } = options;
  const names = checkedNames(chart, "names", options.names);
  const values = checkedSeries(chart, "values", options.values, names.length);
  const labels = options.labels ?? values.map((value) => formatNumber(value, decimals));
  if (labels.length !== names.length)
    throw new Error(`${chart}: there are ${labels.length} labels for ${names.length} names.`);
  const order = names.map((_, i) => i);
  if (sorted) order.sort((a, b) => values[b]! - values[a]!);
  const layout = houseLayout({
    chart,
    title: options.title,
    x: { title: valueTitle, range: paddedRange(values), zeroline: true },
    y: { title: nameTitle, ...namedPositions(order.map((i) => names[i]!)) },
    height: options.height ?? 130 + 46 * names.length,
  });
  const trace = {
    type: "bar",
    orientation: "h",
    name: chartText(valueTitle),
    x: order.map((i) => values[i]!),
    y: order.map((_, position) => position),
    text: order.map((i) => chartText(labels[i]!)),
    textposition: "outside",
    cliponaxis: false,
    customdata: order.map((i) => chartText(names[i]!)),
    marker: { color: order.map((i) => colour(colourful ? i : 0)) },
    hovertemplate: `%{customdata}<br>${chartText(valueTitle)}: %{text}<extra></extra>`,
  };
  return {
    data: [trace],
    layout,
    config: houseConfig(),
    caption: checkedText(chart, "the caption", options.caption),
  };
}

/** A range that holds zero and all values, with room for a label beyond the longest bar. */
export function paddedRange(values: readonly number[]): [number, number] {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const room = 0.16 * (high - low || 1);
  return [low < 0 ? low - room : 0, high > 0 || low === 0 ? high + room : room / 4];
}

/**
 * Attributes of a y axis that writes names at the positions 0, 1, 2, …, the first on top. Positions rather than Plotly's
 * categories, because two bars may have the same name.
 */
export function namedPositions(names: readonly string[]): { [attribute: string]: unknown } {
  return {
    tickmode: "array",
    tickvals: names.map((_, i) => i),
    ticktext: names.map((name) => chartText(name, barNameWidth)),
    range: [names.length - 0.4, -0.6],
    showgrid: false,
    zeroline: false,
    ticks: "",
  };
}

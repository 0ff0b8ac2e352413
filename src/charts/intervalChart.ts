import { namedPositions } from "./barChart";
import { chartText, formatNumber } from "./chartText";
import type { Figure } from "./figure";
import { checkedNames, checkedSeries, checkedText, type Series } from "./series";
import { colour, houseConfig, houseLayout, ink } from "./theme";

/** An estimate and the interval that it is believed to lie in. */
export interface Interval {
  mean: number;
  low: number;
  high: number;
}

/** What {@link intervalChart} draws. */
export interface IntervalChartOptions {
  /** States the finding. */
  title: string;
  caption: string;
  /** What is estimated, with its unit in parentheses if it has one. */
  valueTitle: string;
  /** What the rows are, for example "annotator". */
  nameTitle: string;
  names: readonly string[];
  /** The intervals of all names, by the label of the state that the slider shows; the last is shown first. */
  states: { [label: string]: readonly Interval[] };
  /** Stands before the label of the slider, for example "questions: ". */
  statePrefix?: string;
  /** The true values, where they are known. */
  truth?: Series;
  /** What the true values are called. Default `"truth"`. */
  truthName?: string;
  /** The range of the value axis; default: as the data need. */
  range?: [number, number];
}

/**
 * Draws one estimate a row with its interval, the truth as an upright mark, and a slider through several states if there are several.
 *
 * @throws Error if there is no name or state, or the numbers of names, intervals and true values differ.
 */
export function intervalChart(options: IntervalChartOptions): Figure {
  const chart = "intervalChart";
  const { valueTitle, nameTitle, statePrefix = "", truthName = "truth", range } = options;
  const names = checkedNames(chart, "names", options.names);
  const labels = checkedNames(chart, "states", Object.keys(options.states ?? {}));
  const states = labels.map((label) => {
    const intervals = options.states[label]!;
    const of = (part: keyof Interval) =>
      checkedSeries(
        chart,
        `states[${JSON.stringify(label)}]`,
        intervals.map((it) => it[part]),
        names.length,
      );
    const [mean, low, high] = [of("mean"), of("low"), of("high")];
    return {
      mean,
      plus: high.map((value, i) => value - mean[i]!),
      minus: low.map((value, i) => mean[i]! - value),
      words: low.map((value, i) => `${formatNumber(value)} to ${formatNumber(high[i]!)}`),
    };
  });
  const now = states.at(-1)!;
  const rows = names.map((_, i) => i);
  const said = names.map((name) => chartText(name));
  const several = states.length > 1;
  const layout = houseLayout({
    chart,
    title: options.title,
    x: { title: valueTitle, zeroline: false, ...(range ? { range } : {}) },
    y: { title: nameTitle, ...namedPositions(names) },
    height: 150 + 34 * names.length,
    showLegend: true,
    roomAbove: 24,
    roomBelow: several ? 84 : 0,
  });
  const estimate = {
    type: "scatter",
    mode: "markers",
    name: "estimate",
    x: now.mean,
    y: rows,
    text: now.words,
    customdata: said,
    marker: { color: colour(0), size: 9 },
    error_x: {
      type: "data",
      symmetric: false,
      array: now.plus,
      arrayminus: now.minus,
      color: colour(0),
      thickness: 2,
      width: 5,
    },
    hovertemplate: "%{customdata}: %{x:.2f} (%{text})<extra></extra>",
  };
  const truth =
    options.truth === undefined ? undefined : checkedSeries(chart, "truth", options.truth, names.length);
  const mark = truth && {
    type: "scatter",
    mode: "markers",
    name: chartText(truthName),
    x: truth,
    y: rows,
    customdata: said,
    marker: { color: colour(3), symbol: "line-ns-open", size: 18, line: { width: 3, color: colour(3) } },
    hovertemplate: `%{customdata}, ${chartText(truthName)}: %{x:.2f}<extra></extra>`,
  };
  const sliders = [
    {
      active: states.length - 1,
      pad: { t: 66 },
      currentvalue: {
        visible: true,
        prefix: `${chartText(statePrefix)} `,
        xanchor: "left",
        font: { size: 14 },
      },
      ticklen: 3,
      tickcolor: ink.line,
      font: { size: 12, color: ink.text },
      steps: states.map(({ mean, plus, minus, words }, i) => ({
        label: chartText(labels[i]!),
        method: "restyle",
        args: [{ x: [mean], "error_x.array": [plus], "error_x.arrayminus": [minus], text: [words] }, [0]],
      })),
    },
  ];
  return {
    data: mark ? [estimate, mark] : [estimate],
    layout: {
      ...layout,
      hovermode: "closest",
      legend: { orientation: "h", x: 0, y: 1, yanchor: "bottom" },
      ...(several ? { sliders } : {}),
    },
    config: houseConfig(),
    caption: checkedText(chart, "the caption", options.caption),
  };
}

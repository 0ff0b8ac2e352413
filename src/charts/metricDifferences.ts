import { buttonRow } from "./buttonRow";
import { chartText } from "./chartText";
import type { Figure, Trace } from "./figure";
import { checkedNames, checkedSeries, checkedText, type Series } from "./series";
import { houseConfig, houseLayout, ink, palette } from "./theme";

/** What {@link metricDifferences} draws. */
export interface MetricDifferencesOptions {
  caption: string;
  /** What each pair is about, for the hover text, [pairs]. */
  pairs: readonly string[];
  /** Which group each pair belongs to, [pairs]; groups become rows, in the order in which they first occur. */
  groups: readonly string[];
  /** By metric: its value of the text that people prefer, minus its value of the other one, [pairs]. The first is shown first. */
  metrics: { [name: string]: Series };
  /** What the differences are measured in, by metric, e.g. `"characters"`; default `"no unit"`. */
  units?: { [name: string]: string };
}

interface State {
  /** One list for each of the {@link verdicts}. */
  x: (number | null)[][];
  y: (number | null)[][];
  said: string[][];
  title: string;
  axis: string;
}

const verdicts = [
  {
    name: "metric agrees with people",
    holds: (d: number) => d > 0,
    colour: palette[0]!,
    symbol: "circle-open",
  },
  { name: "metric says the opposite", holds: (d: number) => d < 0, colour: palette[3]!, symbol: "x" },
  { name: "metric sees no difference", holds: (d: number) => d === 0, colour: ink.text, symbol: "diamond" },
];

/**
 * Draws one mark for every pair of texts: to the right of zero where a metric prefers the text that people prefer, to the left where
 * it prefers the other one. A button for each metric; the title counts its agreements.
 *
 * @throws Error if there is no pair or metric, or the lists are not equally long, or a number is not finite
 */
export function metricDifferences(options: MetricDifferencesOptions): Figure {
  const chart = "metricDifferences";
  const pairs = checkedNames(chart, "pairs", options.pairs);
  const groups = checkedNames(chart, "groups", options.groups);
  if (groups.length !== pairs.length)
    throw new Error(`${chart}: there are ${groups.length} groups for ${pairs.length} pairs.`);
  const metrics = checkedNames(chart, "metrics", Object.keys(options.metrics ?? {}));
  const rows = [...new Set(groups)];
  const heights = spread(groups, rows);
  const states = metrics.map((metric): State => {
    const differences = checkedSeries(chart, metric, options.metrics[metric]!, pairs.length);
    const members = verdicts.map(({ holds }) => pairs.map((_, i) => i).filter((i) => holds(differences[i]!)));
    return {
      x: members.map((list) => points(list, differences)),
      y: members.map((list) => points(list, heights)),
      said: members.map((list) => list.map((i) => chartText(pairs[i]!, 60))),
      title: `${metric}: prefers what people prefer in ${members[0]!.length} of ${pairs.length} pairs`,
      axis: `${metric} of the preferred text minus that of the other (${options.units?.[metric] ?? "no unit"})`,
    };
  });
  const first = states[0]!;
  const layout = houseLayout({
    chart,
    title: first.title,
    x: { title: first.axis, zeroline: true, zerolinewidth: 2 },
    y: {
      title: "area",
      tickmode: "array",
      tickvals: rows.map((_, row) => row),
      ticktext: rows.map((row) => chartText(row, 12)),
      range: [rows.length - 0.5, -0.5],
      showgrid: false,
      zeroline: false,
      ticks: "",
    },
    height: 150 + 90 * rows.length,
    showLegend: true,
    roomAbove: 44,
    roomBelow: 40,
  });
  layout.hovermode = "closest";
  layout.updatemenus = [
    buttonRow(
      states.map(({ x, y, said, title, axis }, i) => ({
        label: chartText(metrics[i]!),
        method: "update",
        args: [
          { x, y, customdata: said },
          { "title.text": chartText(title, 40), "xaxis.title.text": chartText(axis, 36) },
        ],
      })),
    ),
  ];
  return {
    data: verdicts.map(
      ({ name, colour, symbol }, i): Trace => ({
        type: "scatter",
        mode: "markers",
        name,
        x: first.x[i]!,
        y: first.y[i]!,
        customdata: first.said[i]!,
        marker: { color: colour, symbol, size: 9, line: { width: 2, color: colour } },
        hovertemplate: "%{customdata}<br>difference %{x:.3~g}<extra></extra>",
      }),
    ),
    layout,
    config: houseConfig(),
    caption: checkedText(chart, "the caption", options.caption),
  };
}

/** The heights of the marks: within its row each pair has a lane of its own, so that no mark hides another. */
function spread(groups: readonly string[], rows: readonly string[]): number[] {
  const seen = rows.map(() => 0);
  return groups.map((group) => {
    const row = rows.indexOf(group);
    const lane = seen[row]!++;
    const lanes = groups.filter((other) => other === group).length;
    return row + (lanes === 1 ? 0 : 0.7 * (lane / (lanes - 1) - 0.5));
  });
}

/** The values at some positions; a single gap if there are none, since Plotly hides a trace without points, also from buttons. */
function points(positions: readonly number[], values: readonly number[]): (number | null)[] {
  return positions.length === 0 ? [null] : positions.map((i) => values[i]!);
}

import { chartText } from "./chartText";
import type { Figure, Trace } from "./figure";
import { checkedNames, checkedSeries, checkedText } from "./series";
import { colour, houseConfig, houseLayout, ink, symbols } from "./theme";

/** A share with the ends of its interval; a `WinRate` is one. */
export interface ShareWithInterval {
  rate: number;
  low: number;
  high: number;
}

/** What {@link agreementIntervals} draws. */
export interface AgreementIntervalsOptions {
  /** States the finding. */
  title: string;
  caption: string;
  /** The rows, from top to bottom. */
  groups: readonly string[];
  /** What the rows are; default `"area"`. */
  groupTitle?: string;
  /** By the name of who agrees: one share for each group. */
  scorers: { [name: string]: readonly ShareWithInterval[] };
  /** What is agreed with; default `"agrees with people (share of pairs)"`. */
  valueTitle?: string;
}

/**
 * Draws how often several scorers agree with people, group by group: a mark for the share, a bar for its interval, and an upright
 * line at one half, where tossing a coin would be.
 *
 * @throws Error if there is no group or scorer, a scorer has not one share a group, or a number is not finite
 */
export function agreementIntervals(options: AgreementIntervalsOptions): Figure {
  const chart = "agreementIntervals";
  const { groupTitle = "area", valueTitle = "agrees with people (share of pairs)" } = options;
  const groups = checkedNames(chart, "groups", options.groups);
  const names = checkedNames(chart, "scorers", Object.keys(options.scorers ?? {}));
  const step = 0.66 / names.length;
  const data = names.map((name, i): Trace => {
    const shares = options.scorers[name]!;
    const of = (end: keyof ShareWithInterval) =>
      checkedSeries(
        chart,
        `${name}: ${end}`,
        shares.map((share) => share[end]),
        groups.length,
      );
    const [rate, low, high] = [of("rate"), of("low"), of("high")];
    return {
      type: "scatter",
      mode: "markers",
      name: chartText(name),
      x: rate,
      y: rate.map((_, group) => group + step * (i - (names.length - 1) / 2)),
      error_x: {
        type: "data",
        symmetric: false,
        array: rate.map((share, group) => high[group]! - share),
        arrayminus: rate.map((share, group) => share - low[group]!),
        thickness: 2,
        width: 4,
        color: colour(i),
      },
      customdata: groups.map((group, g) => [chartText(group), `${percent(low[g]!)} … ${percent(high[g]!)}`]),
      marker: { color: colour(i), symbol: symbols[i % symbols.length], size: 11 },
      hovertemplate: `%{customdata[0]}, ${chartText(name)}: %{x:.0%} (%{customdata[1]})<extra></extra>`,
    };
  });
  const layout = houseLayout({
    chart,
    title: options.title,
    x: { title: valueTitle, range: [0, 1], tickformat: ".0%" },
    y: {
      title: groupTitle,
      tickmode: "array",
      tickvals: groups.map((_, group) => group),
      ticktext: groups.map((group) => chartText(group, 12)),
      range: [groups.length - 0.5, -0.5],
      showgrid: false,
      zeroline: false,
      ticks: "",
    },
    height: 150 + 34 * groups.length * Math.max(2, names.length),
    showLegend: true,
    roomBelow: 34,
  });
  layout.hovermode = "closest";
  layout.shapes = [
    {
      type: "line",
      x0: 0.5,
      x1: 0.5,
      yref: "paper",
      y0: 0,
      y1: 1,
      line: { color: ink.text, width: 2, dash: "dash" },
    },
  ];
  return { data, layout, config: houseConfig(), caption: checkedText(chart, "the caption", options.caption) };
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

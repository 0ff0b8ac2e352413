import { buttonRow } from "./buttonRow";
import { formatNumber } from "./chartText";
import type { ChartWords, Figure } from "./figure";
import { checkedSeries, checkedText, type Series } from "./series";
import { houseConfig, houseLayout } from "./theme";

/** What {@link broadcastPicture} draws. */
export interface BroadcastPictureOptions extends ChartWords {
  /** Scores of the better answers, [pairs]. */
  better: Series;
  /** Scores of the worse answers, [pairs]. */
  worse: Series;
  /** Default 0.1. */
  margin?: number;
}

/**
 * Draws the terms of the margin ranking loss, `max(0, margin − (better − worse))`, that are averaged when the shapes of the scores
 * fit (`[n] − [n]`: the diagonal), and, at the press of a button, when they do not (`[n, 1] − [n]`: every better answer against every
 * worse one), which TensorFlow.js, as NumPy, computes without complaint.
 *
 * @throws Error if the series are empty, not equally long, or hold a number that is not finite.
 */
export function broadcastPicture(options: BroadcastPictureOptions): Figure {
  const chart = "broadcastPicture";
  const { margin = 0.1 } = options;
  const better = checkedSeries(chart, "better", options.better);
  const worse = checkedSeries(chart, "worse", options.worse, better.length);
  const n = better.length;
  const all = better.map((high) => worse.map((low) => Math.max(0, margin - (high - low))));
  const fitting = all.map((row, i) => row.map((term, j) => (i === j ? term : null)));
  const words = (rows: (number | null)[][]) =>
    rows.map((row) => row.map((term) => (term === null ? "" : formatNumber(term))));
  const mean = (terms: number[]) => terms.reduce((sum, term) => sum + term, 0) / terms.length;
  const right = formatNumber(mean(all.map((row, i) => row[i]!)), 3);
  const wrong = formatNumber(mean(all.flat()), 3);
  const pairs = Array.from({ length: n }, (_, i) => i);
  const layout = houseLayout({
    chart,
    title:
      options.title ??
      `With shapes that do not fit, ${n * n} terms are averaged in place of ${n}: ${wrong}, not ${right}`,
    x: { title: "worse answer of pair", ...pairTicks(pairs), range: [-0.5, n - 0.5], showgrid: false },
    y: { title: "better answer of pair", ...pairTicks(pairs), range: [n - 0.5, -0.5], showgrid: false },
    height: 150 + 48 * n,
    roomAbove: 34,
  });
  const show = (label: string, terms: (number | null)[][]) => ({
    label,
    method: "restyle",
    args: [{ z: [terms], text: [words(terms)] }],
  });
  return {
    data: [
      {
        type: "heatmap",
        name: "term of the loss",
        z: all,
        text: words(all),
        texttemplate: "%{text}",
        zmin: 0,
        zmax: Math.max(margin, ...all.flat()),
        colorscale: [
          [0, "rgba(0,114,178,0.12)"],
          [1, "rgba(213,94,0,0.75)"],
        ],
        xgap: 2,
        ygap: 2,
        hoverongaps: false,
        colorbar: { title: { text: "term of the loss" }, thickness: 12 },
        hovertemplate: "better of pair %{y}, worse of pair %{x}: %{text}<extra></extra>",
      },
    ],
    layout: {
      ...layout,
      updatemenus: [buttonRow([show(`[${n}, 1] − [${n}]`, all), show(`[${n}] − [${n}]`, fitting)])],
    },
    config: houseConfig(),
    caption: checkedText(
      chart,
      "the caption",
      options.caption ??
        "Each square is one term of the loss. Only those on the diagonal, where both answers belong to the same pair, should be there. Press the second button to see them alone.",
    ),
  };
}

function pairTicks(pairs: readonly number[]): { [attribute: string]: unknown } {
  return {
    tickmode: "array",
    tickvals: [...pairs],
    ticktext: pairs.map((pair) => String(pair + 1)),
    zeroline: false,
  };
}

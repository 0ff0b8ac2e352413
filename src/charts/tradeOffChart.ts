import { chartText, formatNumber } from "./chartText";
import type { Figure, Trace } from "./figure";
import { checkedNames, checkedSeries, checkedText, type Series } from "./series";
import { colour, dashes, houseConfig, houseLayout, ink, symbols } from "./theme";

/** Points in the plane of two goals. */
export interface TradeOffPoints {
  x: Series;
  y: Series;
  /** What each point is, for the hover text. */
  labels: readonly string[];
}

/** What {@link tradeOffChart} draws. */
export interface TradeOffOptions {
  /** States the finding. */
  title: string;
  caption: string;
  xTitle: string;
  yTitle: string;
  /** Lines that do not change, by name: what is possible at all. */
  frontiers: { [name: string]: TradeOffPoints };
  /** Single marks that do not change, by name: for example where the policy starts. */
  landmarks: { [name: string]: { x: number; y: number } };
  /** What moves with the slider: the name of the line, and its points for every value of the slider. */
  moving: { name: string; slider: string; states: readonly { value: number; points: TradeOffPoints }[] };
  /** Which state of the slider is shown first; default: the middle one. */
  shown?: number;
  xRange?: [number, number];
  yRange?: [number, number];
}

/**
 * Draws two goals against each other: what is possible at all as lines, some landmarks, and one line of points that a slider moves,
 * for example the policies that training finds for different weights of the goals, at the price of leaving the reference that the
 * slider sets.
 *
 * @throws Error if a text is missing, a line is empty or not finite, or there are fewer than two states or `shown` is none of them
 */
export function tradeOffChart(options: TradeOffOptions): Figure {
  const chart = "tradeOffChart";
  const { moving, xRange = [0, 1], yRange = [0, 1] } = options;
  if (moving.states.length < 2)
    throw new Error(`${chart}: the slider has ${moving.states.length} states; give at least two.`);
  const active = options.shown ?? Math.floor(moving.states.length / 2);
  const now = moving.states[active];
  if (now === undefined)
    throw new Error(`${chart}: shown is ${active}, but there are ${moving.states.length} states.`);
  const checked = (name: string, points: TradeOffPoints) => {
    const labels = checkedNames(chart, `labels of ${name}`, points.labels);
    return {
      x: checkedSeries(chart, `${name}: x`, points.x, labels.length),
      y: checkedSeries(chart, `${name}: y`, points.y, labels.length),
      labels: labels.map((label) => chartText(label)),
    };
  };
  const hover = (name: string) =>
    `${chartText(name)}, %{customdata}<br>${chartText(options.xTitle)}: %{x:.2f}<br>${chartText(options.yTitle)}: %{y:.2f}<extra></extra>`;
  const frontiers = Object.entries(options.frontiers).map(([name, points], i): Trace => {
    const { x, y, labels } = checked(name, points);
    return {
      type: "scatter",
      mode: "lines",
      name: chartText(name),
      x,
      y,
      customdata: labels,
      line: { color: colour(i + 1), width: 2.5, dash: dashes[(i + 1) % dashes.length] },
      hovertemplate: hover(name),
    };
  });
  const landmarks = Object.entries(options.landmarks).map(([name, { x, y }], i): Trace => {
    const mark = checked(name, { x: [x], y: [y], labels: [name] });
    return {
      type: "scatter",
      mode: "markers",
      name: chartText(name),
      x: mark.x,
      y: mark.y,
      customdata: mark.labels,
      marker: { color: ink.text, symbol: symbols[(i + 1) % symbols.length], size: 12 },
      hovertemplate: hover(name),
    };
  });
  const states = moving.states.map(({ points }) => checked(moving.name, points));
  const first = states[active]!;
  const layout = houseLayout({
    chart,
    title: options.title,
    x: { title: options.xTitle, range: xRange },
    y: { title: options.yTitle, range: yRange },
    height: 480,
    showLegend: true,
    roomBelow: 190,
  });
  layout.hovermode = "closest";
  // Measured in the plot's own height: below the slider, which stands below the x axis' title.
  layout.legend = { orientation: "h", x: 0, y: -0.46, yanchor: "top" };
  layout.sliders = [
    {
      active,
      pad: { t: 58 },
      currentvalue: { visible: true, prefix: `${moving.slider} = `, xanchor: "left", font: { size: 14 } },
      ticklen: 3,
      tickcolor: ink.line,
      font: { size: 12, color: ink.text },
      steps: moving.states.map(({ value }, i) => ({
        label: formatNumber(value, 2).replace(/\.?0+$/, "") || "0",
        method: "restyle",
        args: [{ x: [states[i]!.x], y: [states[i]!.y] }, [frontiers.length + landmarks.length]],
      })),
    },
  ];
  return {
    data: [
      ...frontiers,
      ...landmarks,
      {
        type: "scatter",
        mode: "lines+markers",
        name: chartText(moving.name),
        x: first.x,
        y: first.y,
        customdata: first.labels,
        line: { color: colour(0), width: 1.5 },
        marker: { color: colour(0), size: 9 },
        hovertemplate: hover(moving.name),
      },
    ],
    layout,
    config: houseConfig(),
    caption: checkedText(chart, "the caption", options.caption),
  };
}

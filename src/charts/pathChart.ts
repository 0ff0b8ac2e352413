import { chartText } from "./chartText";
import type { Figure } from "./figure";
import { checkedNames, checkedSeries, checkedText } from "./series";
import { colour, houseConfig, houseLayout, ink } from "./theme";

/** Points of a path in order. */
export interface Path {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

/** A circle on the ground: something to keep away from, or to reach. */
export interface Place {
  name: string;
  x: number;
  y: number;
  radius: number;
}

/** What {@link pathChart} draws. */
export interface PathChartOptions {
  /** States the finding. */
  title: string;
  caption: string;
  /** With units. */
  xTitle: string;
  yTitle: string;
  /** The path of each stage by the label that the slider shows; the last is shown first. */
  stages: { [label: string]: Path };
  /** Stands before the label of the slider, for example "comparisons: ". */
  stagePrefix?: string;
  /** A path that is always shown, for comparison. */
  wanted?: Path;
  /** What it is called. Default `"what the person wants"`. */
  wantedName?: string;
  places?: readonly Place[];
  xRange: [number, number];
  yRange: [number, number];
}

/**
 * Draws a path from above, with a slider through the stages of its learning. Both axes have the same scale.
 *
 * @throws Error if there is no stage, or a path's coordinates are not equally many finite numbers.
 */
export function pathChart(options: PathChartOptions): Figure {
  const chart = "pathChart";
  const { stagePrefix = "", wantedName = "what the person wants", places = [] } = options;
  const labels = checkedNames(chart, "stages", Object.keys(options.stages ?? {}));
  const checked = (name: string, { x, y }: Path) => {
    const across = checkedSeries(chart, `${name}.x`, x);
    return { x: across, y: checkedSeries(chart, `${name}.y`, y, across.length) };
  };
  const paths = labels.map((label) => checked(`stages[${JSON.stringify(label)}]`, options.stages[label]!));
  const now = paths.at(-1)!;
  const several = paths.length > 1;
  const layout = houseLayout({
    chart,
    title: options.title,
    x: { title: options.xTitle, range: [...options.xRange], zeroline: false, constrain: "domain" },
    y: {
      title: options.yTitle,
      range: [...options.yRange],
      zeroline: false,
      constrain: "domain",
      scaleanchor: "x",
      scaleratio: 1,
    },
    height: 480,
    showLegend: true,
    roomAbove: 24,
    roomBelow: several ? 84 : 0,
  });
  const line = (name: string, path: { x: number[]; y: number[] }, style: object) => ({
    type: "scatter",
    mode: "lines",
    name: chartText(name),
    ...path,
    line: style,
    hovertemplate: `${chartText(name)}<br>%{x:.2f}, %{y:.2f}<extra></extra>`,
  });
  return {
    data: [
      line("learned path", now, { color: colour(0), width: 4 }),
      ...(options.wanted
        ? [line(wantedName, checked("wanted", options.wanted), { color: colour(3), width: 3, dash: "dot" })]
        : []),
      {
        type: "scatter",
        mode: "markers",
        name: "start and goal",
        x: [now.x[0]!, now.x.at(-1)!],
        y: [now.y[0]!, now.y.at(-1)!],
        marker: { color: ink.text, size: 10, symbol: "square" },
        hovertemplate: "%{x:.2f}, %{y:.2f}<extra></extra>",
      },
    ],
    layout: {
      ...layout,
      hovermode: "closest",
      legend: { orientation: "h", x: 0, y: 1, yanchor: "bottom" },
      shapes: places.map(({ x, y, radius }) => ({
        type: "circle",
        x0: x - radius,
        x1: x + radius,
        y0: y - radius,
        y1: y + radius,
        line: { color: ink.line },
        fillcolor: ink.grid,
        layer: "below",
      })),
      annotations: places.map(({ name, x, y }) => ({ x, y, text: chartText(name), showarrow: false })),
      ...(several ? { sliders: [stageSlider(labels, paths, stagePrefix)] } : {}),
    },
    config: houseConfig(),
    caption: checkedText(chart, "the caption", options.caption),
  };
}

function stageSlider(
  labels: readonly string[],
  paths: readonly { x: number[]; y: number[] }[],
  prefix: string,
): { [attribute: string]: unknown } {
  return {
    active: paths.length - 1,
    pad: { t: 66 },
    currentvalue: { visible: true, prefix: `${chartText(prefix)} `, xanchor: "left", font: { size: 14 } },
    ticklen: 3,
    tickcolor: ink.line,
    font: { size: 12, color: ink.text },
    steps: paths.map(({ x, y }, i) => ({
      label: chartText(labels[i]!),
      method: "restyle",
      args: [{ x: [x], y: [y] }, [0]],
    })),
  };
}

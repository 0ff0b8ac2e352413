import { chartText } from "./chartText";
import type { Figure, Trace } from "./figure";
import { checkedNames, checkedSeries, checkedText, type Series } from "./series";
import { colour, dashes, houseConfig, houseLayout } from "./theme";

/** What {@link lineChart} draws. */
export interface LineChartOptions {
  /** States the finding. */
  title: string;
  /** What the x axis measures, with its unit in parentheses if it has one. */
  xTitle: string;
  yTitle: string;
  /** What is drawn and how to read it. */
  caption: string;
  /** The lines by name; all are as long as `x`. */
  lines: { [name: string]: Series };
  /** The positions of the points; default 1, 2, 3, … */
  x?: Series;
  yType?: "linear" | "log";
  /** The range of the y axis; default: as the data need. */
  yRange?: [number, number];
  /** d3 format of the values in the hover text; default `".4~g"`. */
  yFormat?: string;
  /** In pixels; default 400. */
  height?: number;
}

/**
 * Draws one or more lines over a common x axis. Lines differ in colour and in dash pattern.
 *
 * @throws Error if a title or the caption is missing, there is no line, a line is empty, has another length than `x`, or holds
 *   a number that is not finite, or if a logarithmic axis gets a number that is not positive.
 */
export function lineChart(options: LineChartOptions): Figure {
  const chart = "lineChart";
  const { lines, xTitle, yTitle, yType = "linear", yRange, yFormat = ".4~g", height } = options;
  const names = checkedNames(chart, "lines", Object.keys(lines ?? {}));
  const first = lines[names[0]!]!;
  const x = options.x === undefined ? undefined : checkedSeries(chart, "x", options.x);
  const length = x === undefined ? first.length : x.length;
  const several = names.length > 1;
  const data = names.map((name, i): Trace => {
    const y = checkedSeries(chart, `lines[${JSON.stringify(name)}]`, lines[name]!, length);
    if (yType === "log" && y.some((value) => value <= 0))
      throw new Error(
        `${chart}: lines[${JSON.stringify(name)}] holds a number that is not positive, which a logarithmic axis cannot show; use yType: "linear".`,
      );
    return {
      type: "scatter",
      mode: length === 1 ? "markers" : "lines",
      name: chartText(name),
      // Counting is shorter to store than writing every number down.
      ...(x === undefined ? { x0: 1, dx: 1 } : { x }),
      y,
      ...(length === 1
        ? { marker: { color: colour(i), size: 8 } }
        : {
            line: { color: colour(i), width: 2.5, ...(several ? { dash: dashes[i % dashes.length] } : {}) },
          }),
      hovertemplate: `${chartText(name)}: %{y:${yFormat}}<extra></extra>`,
    };
  });
  const layout = houseLayout({
    chart,
    title: options.title,
    x: { title: xTitle },
    // Powers of ten: by itself Plotly writes 0.0001 as "100μ".
    y: {
      title: yTitle,
      type: yType,
      ...(yType === "log" ? { exponentformat: "power" } : {}),
      ...(yRange ? { range: yRange } : {}),
    },
    height,
    showLegend: several,
    roomBelow: several ? 34 : 0,
  });
  layout.hovermode = "x unified";
  return { data, layout, config: houseConfig(), caption: checkedText(chart, "the caption", options.caption) };
}

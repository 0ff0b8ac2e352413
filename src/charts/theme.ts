import { chartText, lineCount } from "./chartText";
import type { AxisLayout, FigureLayout } from "./figure";
import { checkedText } from "./series";

/**
 * Colours that people with any of the common colour-vision deficiencies can tell apart (Okabe and Ito 2008, "Color Universal
 * Design"), without the yellow and the black, which vanish on a white or a dark page.
 */
export const palette: readonly string[] = [
  "#0072B2", // blue
  "#E69F00", // orange
  "#009E73", // green
  "#D55E00", // vermilion
  "#CC79A7", // purple
  "#56B4E9", // sky blue
  "#8C8C8C", // grey
];

/** Dash patterns and marker symbols that go with the palette, so that no line is told from another by its colour alone. */
export const dashes: readonly string[] = [
  "solid",
  "dash",
  "dot",
  "dashdot",
  "longdash",
  "longdashdot",
  "solid",
];
export const symbols: readonly string[] = [
  "circle",
  "square",
  "diamond",
  "triangle-up",
  "cross",
  "x",
  "star",
];

/** Text and lines in greys that can be read on a white and on a dark page; the background is the page's own. */
export const ink = {
  text: "#757575",
  line: "rgba(128,128,128,0.55)",
  grid: "rgba(128,128,128,0.22)",
} as const;

const fontFamily = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/** The width, in characters, at which a title is broken into lines: it then fits on a telephone. */
export const titleWidth = 40;

/** The same for the titles of axes. */
const axisTitleWidth = 36;

/** The colour of series or answer number `index`, the same one in every chart. */
export function colour(index: number): string {
  return palette[index % palette.length]!;
}

/** What an axis can be told; `title` says what it measures, with its unit in parentheses. */
export interface AxisOptions {
  title: string;
  [attribute: string]: unknown;
}

/** What {@link houseLayout} needs. */
export interface LayoutOptions {
  /** The chart's function, for error messages. */
  chart: string;
  title: string;
  x: AxisOptions;
  y: AxisOptions;
  /** In pixels. */
  height?: number;
  showLegend?: boolean;
  /** Room in pixels below the plot for a slider, and above it for buttons. */
  roomBelow?: number;
  roomAbove?: number;
}

/**
 * The layout that all charts share: title at the left, both axes titled, transparent background, legend below the plot.
 *
 * @throws Error if the title or an axis title is missing.
 */
export function houseLayout(options: LayoutOptions): FigureLayout {
  const { chart, x, y, height = 400, showLegend = false, roomBelow = 0, roomAbove = 0 } = options;
  const title = checkedText(chart, "the title", options.title);
  const lines = lineCount(title, titleWidth);
  const titleHeight = 21 * lines;
  const top = 24 + titleHeight + roomAbove;
  const bottom = 58 + roomBelow;
  return {
    title: {
      text: chartText(title, titleWidth),
      x: 0,
      xref: "container",
      xanchor: "left",
      y: 1,
      yref: "container",
      yanchor: "top",
      // Plotly sets a title of several lines 0.7 em higher than one of a single line.
      pad: { l: 12, t: lines > 1 ? 22 : 11 },
      font: { size: 16 },
    },
    font: { family: fontFamily, size: 13, color: ink.text },
    xaxis: axis(chart, "x", x),
    yaxis: axis(chart, "y", y),
    height: height + roomAbove + roomBelow + titleHeight - 21,
    margin: { l: 64, r: 20, t: top, b: bottom },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    showlegend: showLegend,
    ...(showLegend ? { legend: { orientation: "h", x: 0, y: 0, yref: "container", yanchor: "bottom" } } : {}),
    hoverlabel: { font: { family: fontFamily, size: 13 }, namelength: -1 },
    colorway: [...palette],
  };
}

/**
 * The options given to Plotly with every figure. Not `responsive`: JupyterLab fits charts to their cells itself, and a responsive
 * one loses its height there when a button changes it. Pages outside of a notebook add it.
 */
export function houseConfig(): { [option: string]: unknown } {
  return {
    displaylogo: false,
    modeBarButtonsToRemove: ["lasso2d", "select2d", "autoScale2d"],
  };
}

function axis(chart: string, name: string, { title, ...attributes }: AxisOptions): AxisLayout {
  const text = chartText(checkedText(chart, `the title of the ${name} axis`, title), axisTitleWidth);
  return {
    title: { text, standoff: 12 },
    automargin: true,
    linecolor: ink.line,
    // Plotly's validation objects to a colour for something that is not drawn.
    ...(attributes.showgrid === false ? {} : { gridcolor: ink.grid }),
    ...(attributes.zeroline === false ? {} : { zerolinecolor: ink.line }),
    ...(attributes.ticks === "" ? {} : { ticks: "outside", tickcolor: ink.line }),
    ...attributes,
  };
}

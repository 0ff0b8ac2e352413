/** One data series of a Plotly figure: its type (`"bar"`, `"scatter"`, …) and any attribute that Plotly knows for it. */
export interface Trace {
  type: string;
  name?: string;
  [attribute: string]: unknown;
}

/** An axis with the title that every axis of ours must have. */
export interface AxisLayout {
  title: { text: string; [attribute: string]: unknown };
  [attribute: string]: unknown;
}

/** What surrounds the data: title, axes, legend, margins. */
export interface FigureLayout {
  title: { text: string; [attribute: string]: unknown };
  xaxis: AxisLayout;
  yaxis: AxisLayout;
  height: number;
  [attribute: string]: unknown;
}

/** One state of an animated figure: new data for the traces, under a name that a slider step refers to. */
export interface FigureFrame {
  name: string;
  data: { [attribute: string]: unknown }[];
}

/**
 * A Plotly figure as plain data, with the caption that stands below it.
 *
 * It can be given to `show`, changed (`{ ...figure, layout: { ...figure.layout, height: 300 } }`), written as JSON, or given to
 * `Plotly.newPlot`. The types are our own and small, so that a notebook's cell does not wait for a check of all of Plotly's;
 * whether a figure is valid is tested with `Plotly.validate`.
 */
export interface Figure {
  data: Trace[];
  layout: FigureLayout;
  config: { [option: string]: unknown };
  frames?: FigureFrame[];
  /** One or two sentences: what is drawn, and how to read it. */
  caption: string;
}

/** The words of a chart, where the ones that the chart finds itself should be replaced. */
export interface ChartWords {
  /** States the finding, for example "The loss falls to zero within ten epochs". */
  title?: string;
  caption?: string;
}

import { namedPositions } from "./barChart";
import { chartText } from "./chartText";
import type { Figure } from "./figure";
import { checkedNames, checkedSeries, checkedText, type Series } from "./series";
import { colour, houseConfig, houseLayout } from "./theme";

/** What {@link shareChart} draws. */
export interface ShareChartOptions {
  /** States the finding. */
  title: string;
  caption: string;
  /** The bars, from top to bottom. */
  stages: readonly string[];
  /** What the bars are; default `"stage"`. */
  stageTitle?: string;
  /** By part: its share in each stage; those of a stage sum to 1. */
  parts: { [name: string]: Series };
  /** What is divided; default `"share of replies"`. */
  valueTitle?: string;
}

/** Shares below this are drawn but not written into the bar: there is no room for them. */
const writtenFrom = 0.06;

/**
 * Draws how a whole is divided, stage by stage: one bar a stage, with the parts side by side in it.
 *
 * @throws Error if there is no stage or part, a part has not one finite number a stage, or a stage's shares do not sum to 1
 */
export function shareChart(options: ShareChartOptions): Figure {
  const chart = "shareChart";
  const { stageTitle = "stage", valueTitle = "share of replies" } = options;
  const stages = checkedNames(chart, "stages", options.stages);
  const names = checkedNames(chart, "parts", Object.keys(options.parts ?? {}));
  const shares = names.map((name) => checkedSeries(chart, name, options.parts[name]!, stages.length));
  stages.forEach((stage, i) => {
    const sum = shares.reduce((total, part) => total + part[i]!, 0);
    if (Math.abs(sum - 1) > 1e-3)
      throw new Error(`${chart}: the shares of "${stage}" sum to ${sum}; expected 1.`);
  });
  const layout = houseLayout({
    chart,
    title: options.title,
    x: { title: valueTitle, range: [0, 1], tickformat: ".0%" },
    y: { title: stageTitle, ...namedPositions(stages) },
    height: 150 + 56 * stages.length,
    showLegend: true,
    roomBelow: 60,
  });
  layout.barmode = "stack";
  layout.legend = { orientation: "h", x: 0, y: -0.42, yanchor: "top", traceorder: "normal" };
  layout.hovermode = "closest";
  return {
    data: names.map((name, i) => ({
      type: "bar",
      orientation: "h",
      name: chartText(name),
      x: shares[i]!,
      y: stages.map((_, stage) => stage),
      text: shares[i]!.map((share) => (share < writtenFrom ? "" : `${Math.round(100 * share)} %`)),
      textposition: "inside",
      insidetextanchor: "middle",
      textangle: 0,
      insidetextfont: { color: "#ffffff" },
      customdata: stages.map((stage) => chartText(stage)),
      marker: { color: colour(partColours[i % partColours.length]!) },
      hovertemplate: `%{customdata}, ${chartText(name)}: %{x:.1%}<extra></extra>`,
    })),
    layout,
    config: houseConfig(),
    caption: checkedText(chart, "the caption", options.caption),
  };
}

/** Numbers of the palette, so that white writing stands on the darker colours first. */
const partColours = [2, 0, 3, 6, 4, 1, 5];

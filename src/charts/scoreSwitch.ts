import { namedPositions, paddedRange } from "./barChart";
import { chartText, formatNumber } from "./chartText";
import type { Figure } from "./figure";
import { checkedNames, checkedSeries, checkedText, type Series } from "./series";
import { colour, houseConfig, houseLayout } from "./theme";

/** What {@link scoreSwitch} draws. */
export interface ScoreSwitchOptions {
  /** States the finding. */
  title: string;
  caption: string;
  answers: readonly string[];
  /** The scores of all answers by the name of who gives them; the first is shown first. */
  scorers: { [name: string]: Series };
  /** What all scorers measure; default `"score (no unit)"`. */
  valueTitle?: string;
  /** Digits after the point; default 2. */
  decimals?: number;
}

/**
 * Draws the same answers as several scorers see them: bars, ordered anew by each scorer, and a button for each. An answer keeps its
 * colour, so that one sees how it moves up or down. Scales of their own are kept apart: the axis fits the scorer.
 *
 * @throws Error if there is no answer or scorer, or a scorer does not give one finite number an answer.
 */
export function scoreSwitch(options: ScoreSwitchOptions): Figure {
  const chart = "scoreSwitch";
  const { valueTitle = "score (no unit)", decimals = 2 } = options;
  const answers = checkedNames(chart, "answers", options.answers);
  const names = checkedNames(chart, "scorers", Object.keys(options.scorers));
  const states = names.map((name) => {
    const scores = checkedSeries(chart, name, options.scorers[name]!, answers.length);
    const order = answers.map((_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
    const positions = namedPositions(order.map((i) => answers[i]!));
    return {
      x: order.map((i) => scores[i]!),
      text: order.map((i) => formatNumber(scores[i]!, decimals)),
      colours: order.map((i) => colour(i)),
      said: order.map((i) => chartText(answers[i]!, 60)),
      positions,
      range: paddedRange(scores),
      axis: `${name}: ${valueTitle}`,
    };
  });
  const first = states[0]!;
  const layout = houseLayout({
    chart,
    title: options.title,
    x: { title: first.axis, range: first.range, zeroline: true },
    y: { title: "answer", ...first.positions },
    height: 130 + 60 * answers.length,
    roomAbove: 40,
  });
  return {
    data: [
      {
        type: "bar",
        orientation: "h",
        name: chartText(valueTitle),
        x: first.x,
        y: first.x.map((_, position) => position),
        text: first.text,
        textposition: "outside",
        cliponaxis: false,
        customdata: first.said,
        marker: { color: first.colours },
        hovertemplate: `%{customdata}<br>${chartText(valueTitle)}: %{text}<extra></extra>`,
      },
    ],
    layout: {
      ...layout,
      updatemenus: [
        {
          type: "buttons",
          direction: "left",
          // From the right edge into the left margin: on a telephone the plot is narrower than the buttons.
          x: 1,
          xanchor: "right",
          y: 1,
          yanchor: "bottom",
          pad: { b: 8 },
          active: 0,
          showactive: true,
          buttons: states.map(({ x, text, colours, said, positions, range, axis }, i) => ({
            label: chartText(names[i]!),
            method: "update",
            args: [
              { x: [x], text: [text], customdata: [said], "marker.color": [colours] },
              { "yaxis.ticktext": positions.ticktext, "xaxis.range": range, "xaxis.title.text": axis },
              [0],
            ],
          })),
        },
      ],
    },
    config: houseConfig(),
    caption: checkedText(chart, "the caption", options.caption),
  };
}

import { klDivergence } from "../evaluation/klDivergence";
import { tiltedOptimum } from "../evaluation/tiltedOptimum";
import { namedPositions } from "./barChart";
import { chartText, formatNumber } from "./chartText";
import type { ChartWords, Figure } from "./figure";
import { checkedNames, checkedSeries, checkedText, type Series } from "./series";
import { colour, houseConfig, houseLayout, ink } from "./theme";

/** What {@link priceOfDeviation} draws. */
export interface PriceOfDeviationOptions extends ChartWords {
  answers: readonly string[];
  /** Probability of each answer under the reference policy. */
  reference: Series;
  /** Reward of each answer. */
  rewards: Series;
  /** The values of β that the slider offers, any order; default 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 20. */
  betas?: readonly number[];
  /** Which of them is shown first; default: the one in the middle. */
  beta?: number;
}

/**
 * Draws the best policy for the objective `E[reward] − β·KL(policy ‖ reference)`, see `tiltedOptimum`, beside the reference, with a
 * slider for β, the price of leaving the reference. Above the bars stand the reward earned and the KL paid for.
 *
 * @throws Error if lengths differ or a number is not finite
 * @throws RangeError if the reference is no distribution or a β is not positive
 */
export function priceOfDeviation(options: PriceOfDeviationOptions): Figure {
  const chart = "priceOfDeviation";
  const answers = checkedNames(chart, "answers", options.answers);
  const reference = checkedSeries(chart, "reference", options.reference, answers.length);
  const rewards = checkedSeries(chart, "rewards", options.rewards, answers.length);
  const given = checkedSeries(chart, "betas", options.betas ?? [0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 20]);
  const offered = options.beta === undefined ? given : [...given, options.beta];
  const betas = [...new Set(offered)].sort((a, b) => a - b);
  const shown = options.beta ?? betas[Math.floor(betas.length / 2)]!;
  const states = betas.map((beta) => {
    const { probabilities } = tiltedOptimum({ reference, rewards }, { beta });
    const reward = probabilities.reduce((sum, p, i) => sum + p * rewards[i]!, 0);
    const kl = formatNumber(klDivergence(probabilities, reference));
    return {
      probabilities,
      labels: probabilities.map((p) => (p < 0.0005 ? "< 0.1 %" : `${formatNumber(100 * p, 1)} %`)),
      note: `average reward <b>${formatNumber(reward)}</b>, KL <b>${kl}</b> nats`,
    };
  });
  const active = betas.indexOf(shown);
  const now = states[active]!;
  const rows = answers.map((_, i) => i);
  const layout = houseLayout({
    chart,
    title: options.title ?? "The smaller β, the further the policy leaves the reference",
    x: { title: "probability", range: [0, 1.16], tickformat: ".0%", tickvals: [0, 0.25, 0.5, 0.75, 1] },
    y: { title: "answer", ...namedPositions(answers) },
    height: 130 + 46 * answers.length,
    showLegend: true,
    roomAbove: 76,
    roomBelow: 80,
  });
  return {
    data: [
      {
        type: "bar",
        orientation: "h",
        name: "best policy for this β",
        x: now.probabilities,
        y: rows,
        text: now.labels.map((label) => chartText(label)),
        textposition: "outside",
        cliponaxis: false,
        customdata: answers.map((answer) => chartText(answer)),
        marker: { color: rows.map((i) => colour(i)) },
        hovertemplate: "%{customdata}: %{text}<extra></extra>",
      },
      {
        type: "scatter",
        mode: "markers",
        name: "reference",
        x: reference,
        y: rows,
        customdata: answers.map((answer) => chartText(answer)),
        marker: { color: ink.text, symbol: "line-ns-open", size: 26, line: { width: 3, color: ink.text } },
        hovertemplate: "%{customdata}, reference: %{x:.1%}<extra></extra>",
      },
    ],
    layout: {
      ...layout,
      hovermode: "closest",
      legend: { orientation: "h", x: 0, y: 1, yanchor: "bottom" },
      annotations: [
        {
          text: now.note,
          xref: "paper",
          yref: "paper",
          // From the right edge into the left margin: on a telephone the plot is narrower than the note.
          x: 1,
          y: 1,
          yshift: 48,
          xanchor: "right",
          yanchor: "bottom",
          showarrow: false,
        },
      ],
      sliders: [
        {
          active,
          pad: { t: 66 },
          currentvalue: { visible: true, prefix: "β = ", xanchor: "left", font: { size: 14 } },
          ticklen: 3,
          tickcolor: ink.line,
          font: { size: 12, color: ink.text },
          steps: betas.map((beta, i) => ({
            label: String(beta),
            method: "update",
            args: [
              { x: [states[i]!.probabilities], text: [states[i]!.labels.map((label) => chartText(label))] },
              { "annotations[0].text": states[i]!.note },
              [0],
            ],
          })),
        },
      ],
    },
    config: houseConfig(),
    caption: checkedText(
      chart,
      "the caption",
      options.caption ??
        "Bars: the policy that is best when each nat of KL to the reference costs β. Upright marks: the reference. Move the slider.",
    ),
  };
}

import { formatNumber } from "./chartText";
import type { ChartWords, Figure } from "./figure";
import { checkedText } from "./series";
import { colour, houseConfig, houseLayout, ink } from "./theme";

/** What {@link leadLikelihood} draws. */
export interface LeadLikelihoodOptions extends ChartWords {
  /** How many people compared the two answers; default 10. */
  comparisons?: number;
  /** How many of them preferred the first, at the beginning; default 7. */
  wins?: number;
}

/** The leads that are drawn: from −range to range. */
const range = 5;
const points = 101;

/**
 * Draws the Bradley–Terry loss of one pair of answers over the lead d of the first,
 * `−(k·log σ(d) + (n − k)·log σ(−d)) / n`, where k of n people preferred it, with its minimum at d = log(k / (n − k)), and a slider for k.
 *
 * @throws RangeError if `comparisons` is not a whole number of at least 1, or `wins` not one from 0 to `comparisons`
 */
export function leadLikelihood(options: LeadLikelihoodOptions = {}): Figure {
  const chart = "leadLikelihood";
  const { comparisons = 10, wins = Math.round(0.7 * comparisons) } = options;
  if (!(Number.isInteger(comparisons) && comparisons >= 1))
    throw new RangeError(`${chart}: comparisons is ${comparisons}; expected a whole number of at least 1.`);
  if (!(Number.isInteger(wins) && wins >= 0 && wins <= comparisons))
    throw new RangeError(`${chart}: wins is ${wins}; expected a whole number from 0 to ${comparisons}.`);
  const leads = Array.from({ length: points }, (_, i) => -range + (2 * range * i) / (points - 1));
  const loss = (k: number, d: number) => (k * softplus(-d) + (comparisons - k) * softplus(d)) / comparisons;
  const states = Array.from({ length: comparisons + 1 }, (_, k) => {
    const best = Math.log(k / (comparisons - k)); // ±∞ if all agree
    const inside = Math.abs(best) <= range;
    return {
      curve: leads.map((d) => loss(k, d)),
      mark: inside ? { x: [best], y: [loss(k, best)] } : { x: [null], y: [null] },
      note: Number.isFinite(best)
        ? `smallest at a lead of <b>${formatNumber(best)}</b>`
        : "no smallest loss: it falls and falls",
    };
  });
  const now = states[wins]!;
  const layout = houseLayout({
    chart,
    title: options.title ?? "Only where people disagree does the likelihood choose a lead",
    x: { title: "lead d of the first answer (no unit)", range: [-range, range] },
    y: { title: "loss of a comparison (nats)", range: [0, 4] },
    height: 380,
    roomAbove: 24,
    roomBelow: 84,
  });
  return {
    data: [
      {
        type: "scatter",
        mode: "lines",
        name: "Bradley–Terry loss",
        x: leads,
        y: now.curve,
        line: { color: colour(0), width: 2.5 },
        hovertemplate: "lead %{x:.1f}: loss %{y:.3f}<extra></extra>",
      },
      {
        type: "scatter",
        mode: "markers",
        name: "smallest loss",
        ...now.mark,
        marker: { color: colour(3), size: 12, symbol: "diamond" },
        hovertemplate: "smallest at lead %{x:.2f}<extra></extra>",
      },
    ],
    layout: {
      ...layout,
      annotations: [
        {
          text: now.note,
          xref: "paper",
          yref: "paper",
          x: 0,
          y: 1,
          xanchor: "left",
          yanchor: "bottom",
          showarrow: false,
        },
      ],
      sliders: [
        {
          active: wins,
          pad: { t: 66 },
          currentvalue: {
            visible: true,
            prefix: "preferred the first answer: ",
            suffix: ` of ${comparisons}`,
            xanchor: "left",
            font: { size: 14 },
          },
          ticklen: 3,
          tickcolor: ink.line,
          font: { size: 12, color: ink.text },
          steps: states.map(({ curve, mark, note }, k) => ({
            label: String(k),
            method: "update",
            args: [{ x: [leads, mark.x], y: [curve, mark.y] }, { "annotations[0].text": note }],
          })),
        },
      ],
    },
    config: houseConfig(),
    caption: checkedText(
      chart,
      "the caption",
      options.caption ??
        "The loss for every lead that the scores could give the first answer. The diamond marks the smallest loss. Move the slider: how many people preferred the first answer?",
    ),
  };
}

/** log(1 + exp(x)) = −log σ(−x), without overflow. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

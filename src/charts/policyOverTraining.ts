import { buttonRow } from "./buttonRow";
import { chartText, formatNumber, quoted } from "./chartText";
import type { ChartWords, Figure, Trace } from "./figure";
import { checkedNames, checkedSeries, checkedTable, checkedText, type Series } from "./series";
import { colour, dashes, houseConfig, houseLayout } from "./theme";

/** What {@link policyOverTraining} draws. */
export interface PolicyOverTrainingOptions extends ChartWords {
  answers: readonly string[];
  /** The probabilities of all answers at each time: `[times][answers]`; every row sums to 1. */
  probabilities: readonly Series[];
  /** The step of each row; default 0, 1, 2, … */
  times?: Series;
  /** What is counted; default `"step"`. */
  unit?: string;
}

/**
 * Draws a policy over training: as stacked areas, which fill the height from 0 to 1 as probabilities do, or, at the press of a
 * button, as lines.
 *
 * @throws Error if there is no answer or no row, a row is not one probability an answer, or does not sum to 1.
 */
export function policyOverTraining(options: PolicyOverTrainingOptions): Figure {
  const chart = "policyOverTraining";
  const { unit = "step" } = options;
  const answers = checkedNames(chart, "answers", options.answers);
  const probabilities = checkedTable(chart, "probabilities", options.probabilities, answers.length);
  probabilities.forEach((row, i) => {
    const sum = row.reduce((total, value) => total + value, 0);
    if (Math.abs(sum - 1) > 1e-3 || row.some((value) => value < 0))
      throw new Error(
        `${chart}: probabilities[${i}] are no probabilities: they must be 0 or more and sum to 1, and sum to ${sum}.`,
      );
  });
  // Counting is shorter to store than writing every number down.
  const times =
    options.times === undefined
      ? { x0: 0, dx: 1 }
      : { x: checkedSeries(chart, "times", options.times, probabilities.length) };
  const final = probabilities.at(-1)!;
  const best = final.indexOf(Math.max(...final));
  const data = answers.map(
    (answer, i): Trace => ({
      type: "scatter",
      mode: "lines",
      name: chartText(quoted(answer, 32)),
      ...times,
      y: probabilities.map((row) => row[i]!),
      stackgroup: "policy",
      fillcolor: `${colour(i)}99`,
      line: { color: colour(i), width: 2.5, dash: dashes[i % dashes.length] },
      hovertemplate: `%{y:.1%} ${chartText(quoted(answer, 32))}<extra></extra>`,
    }),
  );
  const layout = houseLayout({
    chart,
    title:
      options.title ??
      `${quoted(answers[best]!)} grows from ${percent(probabilities[0]![best]!)} to ${percent(final[best]!)}`,
    x: { title: unit },
    y: { title: "probability", range: [0, 1], tickformat: ".0%" },
    height: 430,
    showLegend: true,
    roomAbove: 34,
    roomBelow: 40,
  });
  return {
    data,
    layout: {
      ...layout,
      hovermode: "x unified",
      updatemenus: [
        buttonRow([
          { label: "stacked", method: "restyle", args: [{ stackgroup: "policy", fill: "tonexty" }] },
          { label: "lines", method: "restyle", args: [{ stackgroup: "", fill: "none" }] },
        ]),
      ],
    },
    config: houseConfig(),
    caption: checkedText(
      chart,
      "the caption",
      options.caption ??
        `How likely the policy is to give each answer, after every ${unit}. The probabilities always sum to 100 %.`,
    ),
  };
}

function percent(probability: number): string {
  return `${formatNumber(100 * probability, 1)} %`;
}

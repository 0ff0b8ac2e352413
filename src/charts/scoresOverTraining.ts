import { namedPositions, paddedRange } from "./barChart";
import { chartText, formatNumber, quoted } from "./chartText";
import type { ChartWords, Figure, FigureFrame } from "./figure";
import { player } from "./player";
import { checkedNames, checkedSeries, checkedTable, checkedText, type Series } from "./series";
import { colour, houseConfig, houseLayout } from "./theme";

/** What {@link scoresOverTraining} draws. */
export interface ScoresOverTrainingOptions extends ChartWords {
  answers: readonly string[];
  /** The scores of all answers at each time: `[times][answers]`. */
  scores: readonly Series[];
  /** The epoch or step of each row; default 0, 1, 2, … */
  times?: Series;
  /** What is counted; default `"epoch"`. */
  unit?: string;
  /** What the numbers are; default `"score (no unit)"`. */
  valueTitle?: string;
  /** How many states the slider has at most, the first and the last among them; default 25. */
  states?: number;
}

/**
 * Draws the scores as bars that move over training: with a slider for the epoch and a button that plays it. It opens on the last
 * state. States lie closer together early on, where most happens: `times` are picked in quadratic steps.
 *
 * @throws Error if there is no answer or no row, a row is not one finite number an answer, or `states` is less than 2.
 */
export function scoresOverTraining(options: ScoresOverTrainingOptions): Figure {
  const chart = "scoresOverTraining";
  const { unit = "epoch", valueTitle = "score (no unit)", states = 25 } = options;
  if (!(states >= 2)) throw new Error(`${chart}: states must be at least 2, found ${states}.`);
  const answers = checkedNames(chart, "answers", options.answers);
  const scores = checkedTable(chart, "scores", options.scores, answers.length);
  const times = checkedSeries(chart, "times", options.times ?? scores.map((_, i) => i), scores.length);
  const picked = pickTimes(scores.length, states);
  const final = scores.at(-1)!;
  const order = answers.map((_, i) => i).sort((a, b) => final[b]! - final[a]!);
  const state = (row: number) => ({
    x: order.map((i) => scores[row]![i]!),
    text: order.map((i) => formatNumber(scores[row]![i]!, 3)),
  });
  const frames = picked.map((row): FigureFrame => ({ name: `${unit} ${times[row]}`, data: [state(row)] }));
  const layout = houseLayout({
    chart,
    title: options.title ?? `Training moves ${quoted(answers[order[0]!]!)} to the top`,
    x: { title: valueTitle, range: paddedRange(picked.flatMap((row) => scores[row]!)) },
    y: { title: "answer", ...namedPositions(order.map((i) => answers[i]!)) },
    height: 130 + 46 * answers.length,
    roomBelow: 84,
  });
  return {
    data: [
      {
        type: "bar",
        orientation: "h",
        name: chartText(valueTitle),
        ...state(scores.length - 1),
        y: order.map((_, position) => position),
        textposition: "outside",
        cliponaxis: false,
        customdata: order.map((i) => chartText(answers[i]!)),
        marker: { color: order.map((i) => colour(i)) },
        hovertemplate: `%{customdata}<br>${chartText(valueTitle)}: %{text}<extra></extra>`,
      },
    ],
    layout: { ...layout, ...player(frames, { unit, frameMs: 120 }) },
    config: houseConfig(),
    frames,
    caption: checkedText(
      chart,
      "the caption",
      options.caption ??
        `The ${valueTitle} of each answer. Move the slider, or press Play, to see how it changed from ${unit} to ${unit}.`,
    ),
  };
}

/** Indices of the rows to show: all if there are few, otherwise in quadratic steps from the first to the last. */
export function pickTimes(rows: number, states: number): number[] {
  if (rows <= states) return Array.from({ length: rows }, (_, i) => i);
  const picked: number[] = [];
  for (let i = 0; i < states; i++) {
    const even = i / (states - 1);
    // At least one row further than the state before; quadratic steps grow, so the last state is the last row.
    const row = Math.max(Math.round((rows - 1) * even ** 2), (picked.at(-1) ?? -1) + 1);
    picked.push(row);
  }
  return picked;
}

import { buttonRow } from "./buttonRow";
import { formatNumber } from "./chartText";
import type { ChartWords, Figure } from "./figure";
import { lineChart } from "./lineChart";
import { checkedSeries, type Series } from "./series";

/** What {@link lossCurve} draws. */
export interface LossCurveOptions extends ChartWords {
  /** The loss after each epoch or step. */
  loss: Series;
  /** The loss on held-out data at the same times. */
  validationLoss?: Series;
  /** What is counted along the x axis; default `"epoch"`. */
  unit?: string;
  /** What the loss is a sum or mean of; default `"loss"`. */
  lossTitle?: string;
}

/**
 * Draws a loss over training. Unless a title is given, it says from where to where the loss went.
 *
 * @throws Error if a series is empty, holds a number that is not finite, or the two are not equally long.
 */
export function lossCurve(options: LossCurveOptions): Figure {
  const { unit = "epoch", lossTitle = "loss" } = options;
  const loss = checkedSeries("lossCurve", "loss", options.loss);
  const lines: { [name: string]: number[] } = { [lossTitle]: loss };
  if (options.validationLoss !== undefined)
    lines["loss on held-out data"] = checkedSeries(
      "lossCurve",
      "validationLoss",
      options.validationLoss,
      loss.length,
    );
  const figure = lineChart({
    title: options.title ?? lossFinding(loss, unit),
    xTitle: unit,
    yTitle: lossTitle,
    caption:
      options.caption ??
      `The ${lossTitle} after every ${unit}; lower means that the model's scores agree better with the preferences.`,
    lines,
  });
  const early = 2 * settledAt(loss);
  return early > 0 && early <= loss.length / 4
    ? withCloseUp(figure, loss.length, Math.max(early, 10), unit)
    : figure;
}

/** Index of the first loss that equals all after it. */
function settledAt(loss: readonly number[]): number {
  let index = loss.length - 1;
  while (index > 0 && loss[index - 1] === loss.at(-1)) index--;
  return index;
}

/** Adds two buttons, since in a curve that is flat for most of its length the beginning is what there is to see. */
function withCloseUp(figure: Figure, count: number, early: number, unit: string): Figure {
  const { height } = figure.layout;
  const margin = figure.layout.margin as { t: number };
  const button = (label: string, last: number) => ({
    label,
    method: "relayout",
    args: [{ "xaxis.range[0]": 1, "xaxis.range[1]": last }],
  });
  const room = 36;
  const updatemenus = [buttonRow([button(`all ${count} ${unit}s`, count), button(`first ${early}`, early)])];
  const layout = {
    ...figure.layout,
    margin: { ...margin, t: margin.t + room },
    height: height + room,
    updatemenus,
  };
  return { ...figure, layout };
}

/** Says in words what a loss did, for example "The loss falls from 3.35 to 0 and stays there from epoch 7 on". */
export function lossFinding(loss: readonly number[], unit: string): string {
  const first = loss[0]!;
  const last = loss.at(-1)!;
  if (loss.length === 1) return `The loss is ${formatNumber(first)} after the first ${unit}`;
  if (last === first) return `The loss ends where it began, at ${formatNumber(first)}`;
  const way = last < first ? "falls" : "rises";
  const settled = settledAt(loss);
  const change = `The loss ${way} from ${formatNumber(first)} to ${formatNumber(last)}`;
  if (settled < loss.length - 1) return `${change} and stays there from ${unit} ${settled + 1} on`;
  return `${change} in ${loss.length} ${unit}s`;
}

import { formatNumber } from "./chartText";
import type { ChartWords, Figure, Trace } from "./figure";
import { checkedSeries, checkedText } from "./series";
import { houseConfig, houseLayout, ink, palette } from "./theme";

/** What {@link marginLossPicture} draws. */
export interface MarginLossPictureOptions extends ChartWords {
  /** The margin that is shown first. */
  margin: number;
  /** The score of the better answer minus that of the worse one, for the marked example. */
  difference: number;
  /** The margins that the slider offers; default 0, 0.1, 0.2, 0.3, 0.5, 1, and `margin`. */
  margins?: readonly number[];
}

/**
 * Draws the margin ranking loss `max(0, margin − (score of the better − score of the worse))` over the difference of the two
 * scores, with one example marked and a slider for the margin.
 *
 * @throws Error if a number is not finite or a margin is negative.
 */
export function marginLossPicture(options: MarginLossPictureOptions): Figure {
  const chart = "marginLossPicture";
  const { margin } = options;
  const [difference] = checkedSeries(chart, "difference", [options.difference]) as [number];
  const offered = checkedSeries(chart, "margins", [
    ...(options.margins ?? [0, 0.1, 0.2, 0.3, 0.5, 1]),
    margin,
  ]);
  const negative = offered.find((value) => value < 0);
  if (negative !== undefined)
    throw new Error(
      `${chart}: a margin is 0 or more, found ${negative}; it is how far apart two scores must be.`,
    );
  const margins = [...new Set(offered)].sort((a, b) => a - b);
  const reach = Math.max(1, 1.2 * Math.abs(difference), 1.2 * margins.at(-1)!);
  const lossAt = (value: number, m: number) => Math.max(0, m - value);
  const curve = (m: number) => ({ x: [-reach, m, reach], y: [lossAt(-reach, m), 0, 0] });
  const drawn: Trace[] = [
    {
      type: "scatter",
      mode: "lines",
      name: "loss",
      ...curve(margin),
      line: { color: palette[0], width: 3 },
      hovertemplate: "difference %{x:.2f}: loss %{y:.2f}<extra></extra>",
    },
    {
      type: "scatter",
      mode: "markers+text",
      name: "example",
      x: [difference],
      y: [lossAt(difference, margin)],
      text: [`loss ${formatNumber(lossAt(difference, margin))}`],
      textposition: "top right",
      marker: { color: palette[3], size: 13, symbol: "diamond" },
      hovertemplate: "example: difference %{x:.2f}, loss %{y:.2f}<extra></extra>",
    },
  ];
  const layout = houseLayout({
    chart,
    title:
      options.title ??
      (margin === 0
        ? "Only a wrong order costs anything"
        : `A pair costs nothing once its scores lie ${margin} apart`),
    x: {
      title: "score of the better − score of the worse (no unit)",
      range: [-reach, reach],
      zeroline: true,
    },
    y: { title: "loss (no unit)", range: [-0.05 * reach, 1.05 * (reach + margins.at(-1)!)] },
    height: 380,
    roomBelow: 80,
  });
  return {
    data: drawn,
    layout: {
      ...layout,
      hovermode: "closest",
      sliders: [
        {
          active: margins.indexOf(margin),
          pad: { t: 66 },
          currentvalue: { visible: true, prefix: "margin ", xanchor: "left", font: { size: 14 } },
          ticklen: 3,
          tickcolor: ink.line,
          font: { size: 12, color: ink.text },
          steps: margins.map((m) => ({
            label: String(m),
            method: "restyle",
            args: [
              {
                x: [curve(m).x, [difference]],
                y: [curve(m).y, [lossAt(difference, m)]],
                text: [null, [`loss ${formatNumber(lossAt(difference, m))}`]],
              },
              [0, 1],
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
        "Left of zero the order is wrong: the loss grows by as much as the scores are apart. Right of the margin it is zero, and nothing is learned. Move the slider to change the margin.",
    ),
  };
}

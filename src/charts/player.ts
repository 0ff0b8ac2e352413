import { chartText } from "./chartText";
import type { FigureFrame } from "./figure";
import { ink } from "./theme";

/**
 * The slider and the Play button of an animated chart. Plotly itself drives them, so that they work in a notebook and
 * on an exported page alike; the chart opens at its last frame.
 *
 * @param unit what the frames' names begin with, e.g. `epoch` for frames named `epoch 1`, `epoch 2` …
 * @param frameMs how long a frame is shown while playing, in milliseconds
 */
export function player(
  frames: readonly FigureFrame[],
  { unit, frameMs }: { unit: string; frameMs: number },
): { [attribute: string]: unknown } {
  const move = (duration: number) => ({
    mode: "immediate",
    transition: { duration: 0 },
    frame: { duration, redraw: true },
  });
  return {
    sliders: [
      {
        active: frames.length - 1,
        x: 0,
        len: 0.96,
        y: 0,
        yanchor: "top",
        pad: { t: 66, b: 4 },
        currentvalue: { visible: true, xanchor: "left", font: { size: 14 } },
        ticklen: 3,
        tickcolor: ink.line,
        // The labels below the ticks would overlap; the current one is written above the slider.
        font: { size: 12, color: ink.text },
        steps: frames.map(({ name }, i) => ({
          label: chartText(i === 0 || i === frames.length - 1 ? name : name.slice(unit.length + 1)),
          method: "animate",
          args: [[name], move(0)],
        })),
      },
    ],
    updatemenus: [
      {
        type: "buttons",
        direction: "left",
        // In the left margin, below the names on the axis.
        x: 0,
        xanchor: "right",
        y: 0,
        yanchor: "top",
        pad: { t: 76, r: 14 },
        showactive: false,
        buttons: [
          { label: "Play", method: "animate", args: [null, { ...move(frameMs), fromcurrent: false }] },
        ],
      },
    ],
  };
}

import { randomUUID } from "node:crypto";
import { describeFigure } from "../charts/describeFigure";
import { display, kernelDisplay } from "./display";
import { type FigureLike, figureBundle } from "./figureBundle";
import { figureSvg } from "./figureSvg";
import type { MimeBundle } from "./nbformat";
import { displayCaption } from "./show";

/** Options of {@link liveChart}. */
export interface LiveChartOptions {
  /** The least time in milliseconds between two drawings; default 250. */
  intervalMs?: number;
  /** The clock, in milliseconds; default `performance.now`. */
  now?: () => number;
}

/** A chart of lines that is drawn again while its data grow: first as a plain picture, in the end with Plotly. */
export class LiveChart {
  private readonly id: string = randomUUID();
  private readonly intervalMs: number;
  private readonly now: () => number;
  private drawnAt: number | undefined;

  constructor(
    private readonly draw: () => FigureLike,
    { intervalMs = 250, now = () => performance.now() }: LiveChartOptions = {},
  ) {
    this.intervalMs = intervalMs;
    this.now = now;
  }

  /** Says that the data have changed; the chart is drawn again if the last drawing is long enough ago. */
  refresh(): void {
    // Outside of a notebook nothing can be replaced, so only the finished chart is worth printing.
    if (kernelDisplay() === undefined) return;
    if (this.drawnAt !== undefined && this.now() - this.drawnAt < this.intervalMs) return;
    const figure = this.draw();
    this.show({ "image/svg+xml": figureSvg(figure), "text/plain": describeFigure(figure) });
  }

  /** Draws the chart a last time, now for Plotly, and puts its caption below: this is what stays. */
  finish(): void {
    const figure = this.draw();
    this.show(figureBundle(figure));
    if (figure.caption !== undefined) displayCaption(figure.caption, { besideFigure: true });
  }

  private show(data: MimeBundle): void {
    display({ data, transient: { display_id: this.id } }, { update: this.drawnAt !== undefined });
    this.drawnAt = this.now();
  }
}

/**
 * Shows a chart of lines that is updated in place while training runs.
 *
 * ```ts
 * const losses: number[] = [];
 * const live = liveChart(() => lossCurve({ loss: losses }));
 * await trainer.train(pairs, { onEpoch({ totalLoss }) { losses.push(totalLoss); live.refresh(); } });
 * live.finish();
 * ```
 *
 * @param draw makes the figure from the data as they are now; first called at the first `refresh`.
 */
export function liveChart(draw: () => FigureLike, options: LiveChartOptions = {}): LiveChart {
  return new LiveChart(draw, options);
}

import { plainText } from "../charts/chartText";
import { ink, palette } from "../charts/theme";
import { escapeHtml } from "./escapeHtml";
import type { FigureLike } from "./figureBundle";

const width = 760;
const margin = { left: 70, right: 24, bottom: 58 };
const lineHeight = 21;
const dashArrays: Record<string, string> = { dash: "9 6", dot: "2 5", dashdot: "9 5 2 5" };

/** The attributes of a line or of marks that are drawn here. */
interface LineTrace {
  type?: string;
  mode?: string;
  name?: string;
  x?: ArrayLike<number>;
  x0?: number;
  dx?: number;
  y: ArrayLike<number>;
  line?: { color?: string; dash?: string };
  marker?: { color?: string };
}

/**
 * Draws the lines of a figure as a plain SVG picture, for the time in which it is drawn again and again: a notebook replaces a
 * picture without flicker, while JupyterLab's renderer for Plotly ignores every update of a chart that it has drawn.
 *
 * Only what a curve needs is drawn: title, axes with their titles, lines and marks on linear axes, names.
 *
 * @throws Error if the figure has traces that are no lines
 */
export function figureSvg({ data, layout = {} }: FigureLike): string {
  const traces = data as readonly LineTrace[];
  const other = traces.find(({ type = "scatter" }) => type !== "scatter");
  if (other !== undefined)
    throw new Error(
      `liveChart: draws lines, found a trace of type "${other.type}"; show it when it is finished.`,
    );
  const attributes = layout as { height?: number; title?: unknown; xaxis?: Axis; yaxis?: Axis };
  const title = titleText(attributes.title).split(/<br\s*\/?>/);
  const named = traces.length > 1;
  const height = attributes.height ?? 400;
  const top = 26 + lineHeight * title.length;
  const bottom = height - margin.bottom - (named ? lineHeight : 0);
  const points = traces.map(pointsOf);
  const x = scale(
    points.flatMap(({ x }) => x),
    attributes.xaxis?.range,
    margin.left,
    width - margin.right,
  );
  const y = scale(
    points.flatMap(({ y }) => y),
    attributes.yaxis?.range,
    bottom,
    top,
  );
  const parts = [
    ...title.map((line, i) => text(line, 12, 22 + lineHeight * i, { size: 16 })),
    ...x.ticks.map((tick) => gridLine(x.at(tick), bottom, x.at(tick), top)),
    ...x.ticks.map((tick) => text(tickText(tick), x.at(tick), bottom + 18, { anchor: "middle" })),
    ...y.ticks.map((tick) => gridLine(margin.left, y.at(tick), width - margin.right, y.at(tick))),
    ...y.ticks.map((tick) => text(tickText(tick), margin.left - 8, y.at(tick) + 4, { anchor: "end" })),
    text(titleText(attributes.xaxis?.title), (margin.left + width) / 2, bottom + 42, {
      anchor: "middle",
      size: 14,
    }),
    text(titleText(attributes.yaxis?.title), 18, (top + bottom) / 2, {
      anchor: "middle",
      size: 14,
      turned: true,
    }),
    ...points.map((point, i) => curve(point, x, y, styleOf(traces[i]!, i))),
    ...(named ? traces.map((trace, i) => legendEntry(trace, i, traces.length, height - 12)) : []),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`,
    ` style="max-width:100%;height:auto" font-family="system-ui, sans-serif" fill="${ink.text}">`,
    ...parts,
    "</svg>",
  ].join("");
}

interface Axis {
  title?: unknown;
  range?: [number, number];
}

interface Scale {
  at: (value: number) => number;
  ticks: number[];
}

interface Style {
  colour: string;
  dash: string;
}

function pointsOf({ x, x0 = 0, dx = 1, y }: LineTrace): { x: number[]; y: number[] } {
  const values = Array.from(y);
  return { x: x === undefined ? values.map((_, i) => x0 + dx * i) : Array.from(x), y: values };
}

/** Maps a range of values to a range of pixels, with about six ticks at round values. */
function scale(
  values: readonly number[],
  range: [number, number] | undefined,
  from: number,
  to: number,
): Scale {
  let [low, high] = range ?? [Infinity, -Infinity];
  if (range === undefined)
    for (const value of values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  if (!(high > low)) [low, high] = Number.isFinite(low) ? [low - 0.5, low + 0.5] : [0, 1];
  const rough = (high - low) / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const ticks: number[] = [];
  for (let tick = Math.ceil(low / step); tick * step <= high + step * 1e-9; tick++) ticks.push(tick * step);
  return { at: (value) => round(from + ((value - low) / (high - low)) * (to - from)), ticks };
}

function curve(
  { x, y }: { x: number[]; y: number[] },
  horizontal: Scale,
  vertical: Scale,
  style: Style,
): string {
  const places = y.map((value, i) => `${horizontal.at(x[i]!)},${vertical.at(value)}`);
  if (places.length === 1) {
    const [cx, cy] = places[0]!.split(",");
    return `<circle cx="${cx}" cy="${cy}" r="4" fill="${style.colour}"/>`;
  }
  return `<polyline points="${places.join(" ")}" fill="none" stroke="${style.colour}" stroke-width="2.5"${style.dash}/>`;
}

function legendEntry(trace: LineTrace, i: number, count: number, y: number): string {
  const x = margin.left + (i * (width - margin.left - margin.right)) / count;
  const { colour, dash } = styleOf(trace, i);
  const sample = `<path d="M${round(x)} ${y - 4}h26" stroke="${colour}" stroke-width="2.5"${dash}/>`;
  return sample + text(trace.name ?? "", x + 32, y, {});
}

function styleOf({ line, marker }: LineTrace, i: number): Style {
  const dash = dashArrays[line?.dash ?? ""];
  return {
    colour: escapeHtml(line?.color ?? marker?.color ?? palette[i % palette.length]!),
    dash: dash === undefined ? "" : ` stroke-dasharray="${dash}"`,
  };
}

function gridLine(x1: number, y1: number, x2: number, y2: number): string {
  return `<path d="M${x1} ${y1}L${x2} ${y2}" stroke="${ink.grid}"/>`;
}

function text(
  content: string,
  x: number,
  y: number,
  { anchor = "start", size = 13, turned = false }: { anchor?: string; size?: number; turned?: boolean },
): string {
  const turn = turned ? ` transform="rotate(-90 ${round(x)} ${round(y)})"` : "";
  const escaped = escapeHtml(plainText(content));
  return `<text x="${round(x)}" y="${round(y)}" font-size="${size}" text-anchor="${anchor}"${turn}>${escaped}</text>`;
}

function titleText(title: unknown): string {
  const words = typeof title === "string" ? title : (title as { text?: unknown } | undefined)?.text;
  return typeof words === "string" ? words : "";
}

function tickText(value: number): string {
  return String(Number(value.toPrecision(6))).replace("-", "−");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

import { plainText } from "./chartText";

/** What {@link describeFigure} looks at; any Plotly figure has it. */
export interface DescribableFigure {
  data: readonly object[];
  layout?: object;
  caption?: string;
}

interface Described {
  name?: unknown;
  orientation?: unknown;
  hovertemplate?: unknown;
  x?: unknown;
  y?: unknown;
  customdata?: unknown;
  hoverinfo?: unknown;
}

/**
 * Says a figure in words, for those who do not see it: its title, its caption, the titles of its axes, and the values of each
 * series (all of a short one; first, last, lowest and highest of a long one).
 */
export function describeFigure(figure: DescribableFigure): string {
  const layout = (figure.layout ?? {}) as { [attribute: string]: unknown };
  const title = titleOf(layout.title) || "Chart without a title";
  const axes = [
    ["horizontal", titleOf((layout.xaxis as { title?: unknown } | undefined)?.title)],
    ["vertical", titleOf((layout.yaxis as { title?: unknown } | undefined)?.title)],
  ].filter(([, text]) => text !== "");
  const lines = [`Chart: ${title}${/[.!?]$/.test(title) ? "" : "."}`];
  if (figure.caption) lines.push(figure.caption);
  if (axes.length > 0) lines.push(`Axes: ${axes.map(([name, text]) => `${text} (${name})`).join(", ")}.`);
  for (const trace of figure.data as readonly Described[]) {
    const line = describeTrace(trace);
    if (line !== "") lines.push(line);
  }
  return lines.join("\n");
}

function describeTrace(trace: Described): string {
  const horizontal = trace.orientation === "h" || saysOnlyX(trace.hovertemplate);
  const values = numbers(horizontal ? trace.x : trace.y);
  // What says nothing when pointed at (a connecting line) says nothing here either.
  if (values.length === 0 || trace.hoverinfo === "skip") return "";
  const name = typeof trace.name === "string" && trace.name !== "" ? plainText(trace.name) : "values";
  const labels = Array.isArray(trace.customdata)
    ? trace.customdata
    : (trace[horizontal ? "y" : "x"] as unknown);
  const label = (i: number) =>
    Array.isArray(labels) && labels[i] !== undefined && labels[i] !== null ? `${asText(labels[i])}: ` : "";
  if (values.length <= 8)
    return `${name}: ${values.map((value, i) => `${label(i)}${short(value)}`).join("; ")}.`;
  let lowest = values[0]!;
  let highest = values[0]!;
  for (const value of values) {
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  }
  return `${name}: ${values.length} points, from ${short(values[0]!)} to ${short(values.at(-1)!)}, lowest ${short(lowest)}, highest ${short(highest)}.`;
}

/** Whether x, not y, is the value: horizontal marks have no attribute that says so, but their hover text does. */
function saysOnlyX(hovertemplate: unknown): boolean {
  return typeof hovertemplate === "string" && hovertemplate.includes("%{x") && !hovertemplate.includes("%{y");
}

function numbers(values: unknown): number[] {
  if (!Array.isArray(values) && !ArrayBuffer.isView(values)) return [];
  return Array.from(values as ArrayLike<unknown>).filter(
    (value): value is number => typeof value === "number",
  );
}

function short(value: number): string {
  return String(Number(value.toPrecision(4))).replace("-", "−");
}

function asText(value: unknown): string {
  return typeof value === "number" ? short(value) : plainText(String(value));
}

function titleOf(title: unknown): string {
  const text = typeof title === "string" ? title : (title as { text?: unknown } | undefined)?.text;
  return typeof text === "string" ? plainText(text).trim() : "";
}

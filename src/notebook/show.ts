import { display, displayMethod, kernelDisplay } from "./display";
import { escapeHtml } from "./escapeHtml";
import { type FigureLike, figureBundle } from "./figureBundle";
import type { MimeBundle } from "./nbformat";
import { type TableLike, type TableOptions, tableBundle } from "./tableBundle";

/** HTML, with the same in plain text for those who do not see it. */
export interface HtmlLike {
  html: string;
  text: string;
}

/** Text in Markdown, with formulas between dollar signs. */
export interface MarkdownLike {
  markdown: string;
}

/** An object that says itself how it wants to be shown. */
export interface SelfDisplaying {
  [displayMethod](): MimeBundle;
}

/** What {@link show} can show. */
export type Showable = FigureLike | TableLike | HtmlLike | MarkdownLike | SelfDisplaying;

/** Options of {@link show}. */
export interface ShowOptions extends TableOptions {
  /** Stands below what is shown; default: the caption of the figure. */
  caption?: string;
}

/**
 * Shows a chart, a danfojs DataFrame, HTML or Markdown below the cell, and its caption, if it has one, below that. Outside of a
 * notebook the plain-text form is printed.
 *
 * @throws Error if the value is none of these, or holds numbers that cannot be drawn.
 */
export function show(value: Showable, { caption, rows }: ShowOptions = {}): void {
  const words = caption ?? (isFigure(value) ? value.caption : undefined);
  if (isFigure(value)) display({ data: figureBundle({ ...value, caption: words }) });
  else if (isTable(value)) display({ data: tableBundle(value, { rows }) });
  else if (has(value, "html") && has(value, "text"))
    display({ data: { "text/html": value.html, "text/plain": value.text } });
  else if (has(value, "markdown"))
    display({ data: { "text/markdown": value.markdown, "text/plain": value.markdown } });
  else if (isSelfDisplaying(value)) display({ data: value[displayMethod]() });
  else
    throw new Error(
      "show: expected a figure ({ data, layout }), a DataFrame, { html, text }, { markdown } or an object with a " +
        `Symbol.for("Jupyter.display") method, found ${describe(value)}. For anything else use console.log.`,
    );
  if (words !== undefined) displayCaption(words, { besideFigure: isFigure(value) });
}

/**
 * Shows a caption below the output before it. Outside of a notebook it is printed, except beside a figure, whose plain-text
 * form holds it already.
 */
export function displayCaption(
  caption: string,
  { besideFigure = false }: { besideFigure?: boolean } = {},
): void {
  if (besideFigure && kernelDisplay() === undefined) return;
  const html = `<p style="max-width:46em;margin:0 0 1em 12px"><em>${escapeHtml(caption)}</em></p>`;
  display({ data: { "text/html": html, "text/plain": caption } });
}

function isFigure(value: unknown): value is FigureLike {
  return has(value, "data") && Array.isArray(value.data) && !has(value, "columns");
}

function isTable(value: unknown): value is TableLike {
  return has(value, "columns") && has(value, "index") && has(value, "values") && Array.isArray(value.values);
}

function isSelfDisplaying(value: unknown): value is SelfDisplaying {
  return has(value, displayMethod) && typeof value[displayMethod] === "function";
}

function has<K extends PropertyKey>(value: unknown, key: K): value is Record<K, unknown> {
  return typeof value === "object" && value !== null && key in value;
}

function describe(value: unknown): string {
  if (typeof value !== "object" || value === null)
    return typeof value === "string" ? "a string" : String(value);
  return `an object with the keys ${Object.keys(value).slice(0, 8).join(", ") || "(none)"}`;
}

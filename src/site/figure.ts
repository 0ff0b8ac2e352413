import { escapeHtml } from "../notebook/escapeHtml";
import { plotlyMimeType } from "../notebook/figureBundle";
import { scriptJson } from "./scriptJson";

interface Figure {
  data: unknown[];
  layout: Record<string, unknown>;
  frames?: unknown[];
  config: Record<string, unknown>;
}

/** The height in pixels that Plotly gives a figure without one. */
const defaultHeight = 450;

/**
 * Renders a Plotly figure as a `<figure>` with its JSON; `browser/charts.js` draws it.
 *
 * The figure's description (`text/plain`, else its title) is what a screen reader says of it. The drawing's height
 * is reserved, so that the page does not jump while it loads.
 *
 * @throws when the JSON is not a figure.
 */
export function renderFigure(json: unknown, description: string): string {
  const figure = toFigure(json);
  const label = description.trim() || titleOf(figure.layout) || "Chart";
  const height = Number(figure.layout.height) > 0 ? Number(figure.layout.height) : defaultHeight;
  return [
    `<figure class="chart" aria-label="${escapeHtml(label)}">`,
    `<div class="plot" style="min-height:${height}px"></div>`,
    `<script type="application/json">${scriptJson(figure)}</script>`,
    `<noscript><p>Drawing this chart needs JavaScript: ${escapeHtml(label)}</p></noscript>`,
    "</figure>\n",
  ].join("\n");
}

function toFigure(json: unknown): Figure {
  const figure = (typeof json === "string" ? JSON.parse(json) : json) as Partial<Figure> | null | undefined;
  if (figure === null || typeof figure !== "object" || !Array.isArray(figure.data)) {
    throw new Error(`An output of type ${plotlyMimeType} is not a figure: it has no list "data".`);
  }
  return {
    data: figure.data,
    layout: { ...figure.layout },
    ...(Array.isArray(figure.frames) ? { frames: figure.frames } : {}),
    config: { ...figure.config },
  };
}

/** A figure's title as plain text; Plotly takes a string or `{ text }`, with a little HTML inside. */
function titleOf(layout: Record<string, unknown>): string {
  const title = layout.title as string | { text?: string } | undefined;
  const text = typeof title === "string" ? title : (title?.text ?? "");
  return text
    .replace(/<br\s*\/?>/gi, " ")
    .replace(/<[^>]*>/g, "")
    .trim();
}

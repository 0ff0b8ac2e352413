import { describeFigure } from "../charts/describeFigure";
import { compactNumbers } from "./compactNumbers";
import { escapeHtml } from "./escapeHtml";
import type { MimeBundle } from "./nbformat";

/** The MIME type of a Plotly figure, which JupyterLab and VS Code draw. */
export const plotlyMimeType = "application/vnd.plotly.v1+json";

/** Any Plotly figure: one of ours, or one written by hand in a cell. */
export interface FigureLike {
  data: readonly object[];
  layout?: object;
  config?: object;
  frames?: readonly object[];
  caption?: string;
}

/** The height in pixels that Plotly gives to a figure without one. */
const plotlyHeight = 450;

/**
 * The three forms of a figure: Plotly's JSON for a notebook, HTML that draws itself with a global `Plotly` for an exported page
 * (where that is absent, its description stays readable), and the description as plain text.
 *
 * @throws Error if a number of the figure is not finite.
 */
export function figureBundle(figure: FigureLike): MimeBundle {
  const { data, layout = {}, config = {}, frames } = figure;
  const json = compactNumbers({ data, layout, config, frames }) as Record<string, unknown>;
  const description = describeFigure(figure);
  return {
    [plotlyMimeType]: json,
    "text/html": figureHtml(json, description, (layout as { height?: unknown }).height),
    "text/plain": description,
  };
}

function figureHtml(json: object, description: string, height: unknown): string {
  const pixels = typeof height === "number" && height > 0 ? height : plotlyHeight;
  // "<" cannot end the script element when it is written as an escape.
  const source = JSON.stringify(json).replace(/</g, "\\u003c");
  const label = escapeHtml(description);
  return [
    `<figure style="margin:0" aria-label="${label}">`,
    `<div style="height:${pixels}px;overflow:auto;white-space:pre-wrap">${label}</div>`,
    `<script type="application/json">${source}</script>`,
    `<script>${drawScript}</script>`,
    "</figure>",
  ].join("\n");
}

/** Draws the figure around the running script element as soon as a global Plotly is there; without one it changes nothing. */
const drawScript = [
  "(function(){",
  "var me=document.currentScript;if(!me)return;",
  "var host=me.parentNode,box=host.querySelector('div'),",
  "figure=JSON.parse(host.querySelector('script[type=\"application/json\"]').textContent);",
  "function draw(){if(!window.Plotly)return false;box.textContent='';box.style.overflow='visible';",
  "figure.config=Object.assign({},figure.config,{responsive:true});Plotly.newPlot(box,figure);return true}",
  "if(!draw())window.addEventListener('load',draw);",
  "})();",
].join("");

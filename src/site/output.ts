import { escapeHtml } from "../notebook/escapeHtml";
import { plotlyMimeType } from "../notebook/figureBundle";
import type { MimeBundle, Output } from "../notebook/nbformat";
import { ansiToHtml } from "./ansi";
import { renderFigure } from "./figure";
import type { PageMarkdown, ResolveTarget } from "./markdown";

/** What rendering an output needs beside the output. */
export interface OutputContext {
  markdown: PageMarkdown;
  /** Takes note of an output that cannot be shown as it was meant. */
  warn: (message: string) => void;
  resolve: ResolveTarget;
}

type Renderer = (content: unknown, bundle: MimeBundle, context: OutputContext) => string;

const image =
  (type: string): Renderer =>
  (content, bundle) =>
    `<img src="data:${type};base64,${text(content).replace(/\s+/g, "")}" alt="${altText(bundle)}">\n`;

/** The forms of an output that the site can show, the best first. */
const renderers: [type: string, render: Renderer][] = [
  [plotlyMimeType, (content, bundle) => renderFigure(content, plainText(bundle))],
  ["text/html", (content) => `<div class="html-output" tabindex="0">${text(content)}</div>\n`],
  [
    "text/markdown",
    (content, _bundle, { markdown, resolve }) =>
      `<div class="text">${markdown.render(text(content), resolve)}</div>\n`,
  ],
  ["text/latex", (content, _bundle, { markdown }) => `${markdown.renderFormula(text(content))}\n`],
  [
    "image/svg+xml",
    // As an image rather than inline: ids and styles of two drawings cannot get into each other's way.
    (content, bundle) => {
      const source = Buffer.from(text(content)).toString("base64");
      return `<img src="data:image/svg+xml;base64,${source}" alt="${altText(bundle)}">\n`;
    },
  ],
  ...["image/png", "image/jpeg", "image/gif", "image/webp"].map((type): [string, Renderer] => [
    type,
    image(type),
  ]),
  [
    "application/json",
    (content) => `<pre class="result" tabindex="0">${escapeHtml(JSON.stringify(content, null, 2))}</pre>\n`,
  ],
  ["text/plain", (content) => `<pre class="result" tabindex="0">${ansiToHtml(text(content))}</pre>\n`],
];

/** A textual form of an output; a kernel that sends something else there gets nothing shown. */
function text(content: unknown): string {
  return typeof content === "string" ? content : "";
}

/** Renders the outputs of one cell, pieces of the same stream joined; empty when there is nothing to see. */
export function renderOutputs(outputs: Output[], context: OutputContext): string {
  let html = "";
  for (const output of joinStreams(outputs)) html += renderOutput(output, context);
  return html;
}

function renderOutput(output: Output, context: OutputContext): string {
  switch (output.output_type) {
    case "stream": {
      const html = ansiToHtml(output.text).replace(/\n$/, "");
      if (html === "") return "";
      return output.name === "stderr"
        ? `<pre class="stream stderr" tabindex="0" aria-label="Messages on standard error">${html}</pre>\n`
        : `<pre class="stream" tabindex="0">${html}</pre>\n`;
    }
    case "error": {
      const traceback = (output.traceback ?? []).join("\n");
      const message = traceback.trim() === "" ? `${output.ename}: ${output.evalue}` : traceback;
      return `<pre class="error" tabindex="0" aria-label="Error">${ansiToHtml(message)}</pre>\n`;
    }
    case "execute_result":
    case "display_data": {
      const bundle = output.data;
      for (const [type, render] of renderers) {
        if (bundle[type] === undefined) continue;
        try {
          return render(bundle[type], bundle, context);
        } catch (error) {
          context.warn((error as Error).message);
        }
      }
      const types = Object.keys(bundle).join(", ");
      return types === ""
        ? ""
        : `<p class="absent">An output that only a notebook can show (${escapeHtml(types)})</p>\n`;
    }
    default:
      return "";
  }
}

/** A kernel sends a stream in pieces, wherever its buffer ended; on a page they are one block. */
function joinStreams(outputs: Output[]): Output[] {
  const joined: Output[] = [];
  for (const output of outputs) {
    const last = joined.at(-1);
    if (output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name) {
      joined[joined.length - 1] = { ...last, text: last.text + output.text };
    } else joined.push(output);
  }
  return joined;
}

function plainText(bundle: MimeBundle): string {
  return text(bundle["text/plain"]);
}

function altText(bundle: MimeBundle): string {
  return escapeHtml(plainText(bundle).trim() || "Picture made by the code above");
}

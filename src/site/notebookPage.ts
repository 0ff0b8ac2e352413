import { basename } from "node:path";
import { escapeHtml } from "../notebook/escapeHtml";
import type { CodeCell, MimeBundle, Notebook } from "../notebook/nbformat";
import { highlight } from "./highlight";
import { type Heading, PageMarkdown, type ResolveTarget } from "./markdown";
import { type OutputContext, renderOutputs } from "./output";

/** A notebook's content as HTML, before the frame of a page is put around it. */
export interface NotebookContent {
  title: string;
  /** The first two sentences after the title, as plain text. */
  summary: string;
  html: string;
  headings: Heading[];
  hasCharts: boolean;
  hasFormulas: boolean;
  /** Whether it is a glossary: text cells whose ids begin with `term-`, which a reader can search. */
  hasTerms: boolean;
  /** Formulas that cannot be read and outputs that cannot be shown. */
  warnings: string[];
}

/** Makes the resolver for one cell's links and images; cells differ in their attachments. */
export type ResolverOfCell = (attachments?: Record<string, MimeBundle>) => ResolveTarget;

/** Renders the cells of an executed notebook in order; raw cells, which only nbconvert reads, are left out. */
export function renderNotebook(
  notebook: Notebook,
  fileName: string,
  resolverOfCell: ResolverOfCell = () => (target) => target,
): NotebookContent {
  const markdown = new PageMarkdown();
  const language = languageOf(notebook);
  const warnings: string[] = [];
  let html = "";
  for (const [index, cell] of notebook.cells.entries()) {
    if (cell.cell_type === "markdown") {
      const name = cell.id === undefined ? "" : ` data-cell="${escapeHtml(cell.id)}"`;
      html += `<div class="text"${name}>\n${markdown.render(cell.source, resolverOfCell(cell.attachments))}</div>\n`;
    } else if (cell.cell_type === "code") {
      html += renderCodeCell(cell, index, language, {
        markdown,
        resolve: resolverOfCell(),
        warn: (message) => warnings.push(`cell ${index + 1}: ${message}`),
      });
    }
  }
  const title = markdown.headings.find(({ level }) => level === 1)?.text ?? titleFromName(fileName);
  return {
    title,
    summary: opening(firstParagraph(notebook)),
    html,
    headings: markdown.headings,
    hasCharts: html.includes('<figure class="chart"'),
    hasFormulas: markdown.hasFormulas,
    hasTerms: notebook.cells.some(({ cell_type, id }) => cell_type === "markdown" && id?.startsWith("term-")),
    warnings: [...markdown.formulaErrors, ...warnings],
  };
}

function renderCodeCell(cell: CodeCell, index: number, language: string, context: OutputContext): string {
  const source = cell.source.replace(/\s+$/, "");
  const outputs = renderOutputs(cell.outputs, context);
  if (source === "" && outputs === "") return "";
  const code = `<pre class="code" tabindex="0" aria-label="Code"><code class="language-${escapeHtml(language)}">${highlight(source, language)}</code></pre>\n`;
  return [
    `<div class="cell" id="cell-${cell.execution_count ?? `at-${index + 1}`}">\n`,
    source === "" ? "" : code,
    outputs === "" ? "" : `<div class="outputs">\n${outputs}</div>\n`,
    "</div>\n",
  ].join("");
}

function languageOf(notebook: Notebook): string {
  const { language_info: info, kernelspec } = notebook.metadata as {
    language_info?: { name?: string };
    kernelspec?: { language?: string };
  };
  return (info?.name ?? kernelspec?.language ?? "typescript").toLowerCase();
}

/** "07-illustrative-example.ipynb" → "Illustrative example" */
function titleFromName(fileName: string): string {
  const words = basename(fileName, ".ipynb")
    .replace(/^\d+[-_. ]*/, "")
    .replace(/[-_]+/g, " ")
    .trim();
  return words === "" ? basename(fileName, ".ipynb") : words[0]!.toUpperCase() + words.slice(1);
}

/** The first ordinary paragraph, for the index; formulas, lists, quotations and HTML are passed over. */
function firstParagraph(notebook: Notebook): string {
  for (const cell of notebook.cells) {
    if (cell.cell_type !== "markdown") continue;
    for (const block of cell.source.split(/\n\s*\n/)) {
      const text = block.replace(/^\s*#{1,6} .*$/gm, "").trim();
      if (text === "" || /^([-*+|>`$<~!]|\d+[.)] |\*\*[^*]+\*\*:?$|\[[^\]]*\]\([^)]*\)\s*[·|])/.test(text))
        continue;
      return plain(text);
    }
  }
  return "";
}

/** The first two sentences of a paragraph. */
function opening(paragraph: string): string {
  const sentences = new Intl.Segmenter("en", { granularity: "sentence" }).segment(paragraph);
  return [...sentences]
    .slice(0, 2)
    .map(({ segment }) => segment)
    .join("")
    .trim();
}

function plain(markdown: string): string {
  return markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/(\*\*|__|\*|`)(\S(?:.*?\S)?)\1/g, "$2")
    .replace(/<[^>]+>/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

import { escapeHtml } from "../notebook/escapeHtml";
import { relativeUrl } from "./links";

/** A neighbour in the order of the course. */
export interface Neighbour {
  page: string;
  title: string;
}

/** Lets "cell [3]" in a failure's place lead to that cell. */
function linkCell(failure: string): string {
  return escapeHtml(failure).replace(/^cell \[(\d+)\]/, '<a href="#cell-$1">$&</a>');
}

/** The main part of a notebook's page: a notice when it failed, its cells, and the way on. */
export function renderMain(options: {
  /** This page and its executed notebook, relative to the site's root. */
  page: string;
  download: string;
  html: string;
  failure?: string | undefined;
  previous?: Neighbour | undefined;
  next?: Neighbour | undefined;
}): string {
  const { page, download, html, failure, previous, next } = options;
  const notice =
    failure === undefined
      ? ""
      : `<p class="failed" role="note">This notebook stopped early: ${linkCell(failure)}. Cells after that one were not run.</p>\n`;
  const link = (neighbour: Neighbour | undefined, relation: "prev" | "next", word: string) =>
    neighbour === undefined
      ? ""
      : `<a rel="${relation}" href="${escapeHtml(relativeUrl(page, neighbour.page))}"><span>${word}</span>${escapeHtml(neighbour.title)}</a>\n`;
  return `${notice}<article>
${html}</article>
<nav class="neighbours" aria-label="Sections before and after">
${link(previous, "prev", "Previous")}${link(next, "next", "Next")}</nav>
<p class="download"><a href="${escapeHtml(relativeUrl(page, download))}" download>Download this notebook</a> with its outputs, to open it in Jupyter.</p>
`;
}

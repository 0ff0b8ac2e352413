import { escapeHtml } from "../notebook/escapeHtml";
import { relativeUrl } from "./links";

/** One entry of the site's index. */
export interface IndexEntry {
  /** The page, relative to the site's root. */
  page: string;
  title: string;
  summary: string;
  /** Why the notebook stopped early, if it did. */
  failure?: string | undefined;
}

/** The main part of the index: the sections in order, then one list for every folder of further notebooks. */
export function renderIndex(siteTitle: string, description: string, entries: readonly IndexEntry[]): string {
  const groups = new Map<string, IndexEntry[]>();
  for (const entry of entries) {
    const folder = entry.page.includes("/") ? entry.page.slice(0, entry.page.lastIndexOf("/")) : "";
    groups.set(folder, [...(groups.get(folder) ?? []), entry]);
  }
  let html = `<div class="text intro">
<h1>${escapeHtml(siteTitle)}</h1>
<p>${escapeHtml(description)}</p>
</div>
`;
  for (const [folder, group] of groups) {
    const heading = folder === "" ? "Sections" : folder[0]!.toUpperCase() + folder.slice(1);
    html += `<section class="entries">
<h2>${escapeHtml(heading)}</h2>
<ol>
${group.map((entry) => renderEntry(entry)).join("\n")}
</ol>
</section>
`;
  }
  return html;
}

function renderEntry({ page, title, summary, failure }: IndexEntry): string {
  const number = /^(\d+)/.exec(page.slice(page.lastIndexOf("/") + 1))?.[1] ?? "";
  const bare = number === "" ? title : title.replace(/^\d+\s*[.:–—·-]?\s+/, "");
  return `<li class="entry">
${number === "" ? "" : `<span class="number" aria-hidden="true">${Number(number)}</span>\n`}<div>
<h3><a href="${escapeHtml(relativeUrl("index.html", page))}">${escapeHtml(bare)}</a></h3>
${summary === "" ? "" : `<p>${escapeHtml(summary)}</p>\n`}${failure === undefined ? "" : `<p class="failed">Stopped early: ${escapeHtml(failure)}</p>\n`}</div>
</li>`;
}

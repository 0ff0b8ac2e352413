import { escapeHtml } from "../notebook/escapeHtml";
import type { Heading } from "./markdown";

/** A table of contents of a page's second- and third-level headings; empty for fewer than two. */
export function renderContents(headings: readonly Heading[]): string {
  const entries = headings.filter(({ level }) => level === 2 || level === 3);
  if (entries.length < 2) return "";
  let html = "";
  let depth = 1;
  for (const { level, id, html: label } of entries) {
    // A third-level heading before any second-level one stays on the outer list.
    const wanted = level === 3 && html !== "" ? 2 : 1;
    if (wanted > depth) html += "\n<ol>\n";
    else if (html !== "") html += "</li>\n";
    if (wanted < depth) html += "</ol>\n</li>\n";
    html += `<li><a href="#${escapeHtml(id)}">${label}</a>`;
    depth = wanted;
  }
  html += depth === 2 ? "</li>\n</ol>\n</li>\n" : "</li>\n";
  return `<nav class="contents" aria-label="On this page">
<details>
<summary>On this page</summary>
<ol>
${html}</ol>
</details>
</nav>
`;
}

import { escapeHtml } from "../notebook/escapeHtml";

/** What a page of the site consists of, apart from its content. */
export interface PageFrame {
  title: string;
  /** The name of the whole site, shown at the top of each page. */
  siteTitle: string;
  description: string;
  /** HTML of the page's main part. */
  main: string;
  /** HTML beside the main part: a table of contents. */
  aside?: string;
  /** URL of the site's root from this page: "" or "../". */
  root: string;
  hasCharts?: boolean;
  hasFormulas?: boolean;
  /** Whether there are terms of a glossary to search. */
  hasTerms?: boolean;
}

function banner(home: string, siteTitle: string): string {
  return `<header class="banner">
<a class="home" href="${home}">${escapeHtml(siteTitle)}</a>
</header>
`;
}

/** Puts head, banner and foot around a page's content. Scripts and style sheets are loaded once, and only if needed. */
export function framePage(page: PageFrame): string {
  const { root, siteTitle } = page;
  const asset = (path: string) => escapeHtml(`${root}assets/${path}`);
  const fullTitle = page.title === siteTitle ? siteTitle : `${page.title} · ${siteTitle}`;
  const head = [
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(fullTitle)}</title>`,
    page.description === "" ? "" : `<meta name="description" content="${escapeHtml(page.description)}">`,
    `<link rel="icon" href="${asset("icon.svg")}" type="image/svg+xml">`,
    page.hasFormulas ? `<link rel="stylesheet" href="${asset("katex/katex.min.css")}">` : "",
    `<link rel="stylesheet" href="${asset("site.css")}">`,
    page.hasCharts ? `<script defer src="${asset("plotly.min.js")}"></script>` : "",
    page.hasCharts ? `<script defer src="${asset("charts.js")}"></script>` : "",
    page.hasTerms ? `<script defer src="${asset("termFilter.js")}"></script>` : "",
  ];
  return `<!DOCTYPE html>
<html lang="en">
<head>
${head.filter((line) => line !== "").join("\n")}
</head>
<body${page.aside === undefined ? "" : ' class="with-aside"'}>
<a class="skip" href="#main">Skip to the content</a>
${page.title === siteTitle ? "" : banner(`${root}index.html`, siteTitle)}<div class="columns">
${page.aside ?? ""}<main id="main" tabindex="-1">
${page.main}</main>
</div>
</body>
</html>
`;
}

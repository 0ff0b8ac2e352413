import katexPlugin from "@vscode/markdown-it-katex";
import katex from "katex";
import MarkdownIt from "markdown-it";
import { escapeHtml } from "../notebook/escapeHtml";
import { highlight } from "./highlight";
import { UniqueSlugs } from "./slug";

/** A heading of a page, for its table of contents. */
export interface Heading {
  /** 1 for a page's title, 2 for its sections, … */
  level: number;
  /** The id of the heading's anchor. */
  id: string;
  /** Plain text; formulas appear as their TeX source. */
  text: string;
  /** The heading's inline HTML without links, formulas rendered. */
  html: string;
}

/** Maps a link or image target, as an author wrote it, to the target on the site; undefined makes it plain text. */
export type ResolveTarget = (target: string, kind: "link" | "image") => string | undefined;

/** Renders the Markdown cells of one page; headings are collected and their ids are unique across cells. */
export class PageMarkdown {
  /** The headings seen so far, in order. */
  readonly headings: Heading[] = [];
  /** Formulas that KaTeX could not read, with its message. */
  readonly formulaErrors: string[] = [];
  /** True once a formula has been rendered, which then needs KaTeX's style sheet. */
  hasFormulas = false;

  readonly #slugs = new UniqueSlugs();
  readonly #md: MarkdownIt.MarkdownIt;
  #resolve: ResolveTarget = (target) => target;

  constructor() {
    this.#md = new MarkdownIt({
      html: true,
      linkify: true,
      highlight: (code, language) => highlight(code, language),
    });
    // "README.md" and "danfo.js" are file names, not addresses; only what has a scheme becomes a link.
    this.#md.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
    // The site draws attachments and data images itself; scripts stay out of links.
    this.#md.validateLink = (url) => !/^\s*(javascript|vbscript):/i.test(url);
    this.#protectCodeInHtml();
    katexPlugin(this.#md as unknown as Parameters<typeof katexPlugin>[0], {
      enableBareBlocks: true,
      enableMathBlockInHtml: true,
      enableMathInlineInHtml: true,
      enableFencedBlocks: true,
    });
    this.#renderFormulas();
    this.#renderCode();
    this.#collectHeadings();
    this.#resolveTargets();
  }

  /** Renders one cell; targets of its links and images are passed through `resolve`. */
  render(source: string, resolve: ResolveTarget = (target) => target): string {
    this.#resolve = resolve;
    return this.#md.render(source, {});
  }

  /** Renders one formula: TeX between dollars, as `text/latex` outputs carry it. */
  renderFormula(latex: string): string {
    const body = latex.trim().replace(/^(\$\$?|\\\[|\\\()([\s\S]*?)(\$\$?|\\\]|\\\))$/, "$2");
    return `<div class="formula" tabindex="0">${this.#formula(body, true)}</div>`;
  }

  #formula(latex: string, displayMode: boolean): string {
    this.hasFormulas = true;
    // Jupyter's MathJax numbers no equations; KaTeX would number these, apart from their starred forms.
    const unnumbered = latex.replace(/\\(begin|end)\{(align|alignat|equation|gather)\}/g, "\\$1{$2*}");
    try {
      return katex.renderToString(unnumbered, { displayMode, throwOnError: true, strict: "ignore" });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.formulaErrors.push(`the formula ${latex.trim()} cannot be read: ${message}`);
      return `<code class="formula-error" title="${escapeHtml(message)}">${escapeHtml(latex)}</code>`;
    }
  }

  #renderFormulas(): void {
    const rules = this.#md.renderer.rules;
    const block = (tag: string, content: string) =>
      `<${tag} class="formula" tabindex="0">${this.#formula(content, true)}</${tag}>`;
    rules.math_inline = (tokens, index) =>
      this.#formula(tokens[index]!.content.replace(/^`([\s\S]*)`$/, "$1"), false);
    rules.math_block = (tokens, index) => `${block("div", tokens[index]!.content)}\n`;
    // A display formula inside a paragraph must not open a block element there.
    rules.math_inline_block = (tokens, index) => block("span", tokens[index]!.content);
    rules.math_inline_bare_block = (tokens, index) => block("span", tokens[index]!.content);
  }

  /** Dollars in `<pre>`, `<code>`, `<script>` and `<style>` are not formulas. */
  #protectCodeInHtml(): void {
    this.#md.core.ruler.push("verbatim_html", (state) => {
      for (const token of state.tokens) {
        if (token.type === "html_block" && /<(pre|code|script|style)\b/i.test(token.content)) {
          token.type = "verbatim_html_block";
        }
      }
    });
    this.#md.renderer.rules.verbatim_html_block = (tokens, index) =>
      this.#htmlTargets(tokens[index]!.content);
  }

  /** Code that may scroll sideways has to be reachable with the keyboard. */
  #renderCode(): void {
    const rules = this.#md.renderer.rules;
    const fence = rules.fence!;
    rules.fence = (...args) => fence(...args).replace(/^<pre>/, '<pre tabindex="0">');
    rules.table_open = () => '<div class="table" tabindex="0">\n<table>\n';
    rules.table_close = () => "</table>\n</div>\n";
  }

  #collectHeadings(): void {
    const rules = this.#md.renderer.rules;
    this.#md.core.ruler.push("headings", (state) => {
      for (let index = 0; index < state.tokens.length; index += 1) {
        const open = state.tokens[index]!;
        const inline = state.tokens[index + 1];
        if (open.type !== "heading_open" || inline?.type !== "inline") continue;
        const children = (inline.children ?? []).filter(
          (token) => !["link_open", "link_close", "html_inline"].includes(token.type),
        );
        const text = children.map((token) => token.content).join("");
        const id = this.#slugs.take(text);
        open.attrSet("id", id);
        open.meta = { id, text };
        this.headings.push({
          level: Number(open.tag.slice(1)),
          id,
          text,
          html: this.#md.renderer.renderInline(children, this.#md.options as never, {}),
        });
      }
    });
    rules.heading_close = (tokens, index, options, _env, self) => {
      let at = index;
      while (tokens[at]!.type !== "heading_open") at -= 1;
      const meta = tokens[at]!.meta as { id: string; text: string } | null;
      const anchor = meta
        ? ` <a class="anchor" href="#${escapeHtml(meta.id)}" aria-label="Link to “${escapeHtml(meta.text)}”">#</a>`
        : "";
      return anchor + self.renderToken(tokens, index, options);
    };
  }

  #resolveTargets(): void {
    const rules = this.#md.renderer.rules;
    rules.html_block = (tokens, index) => this.#htmlTargets(tokens[index]!.content);
    rules.html_inline = (tokens, index) => this.#htmlTargets(tokens[index]!.content);
    const image = rules.image!;
    rules.image = (tokens, index, options, env, self) => {
      const token = tokens[index]!;
      token.attrSet("src", this.#resolve(String(token.attrGet("src") ?? ""), "image") ?? "");
      token.attrSet("loading", "lazy");
      return image(tokens, index, options, env, self);
    };
    rules.link_open = (tokens, index, options, _env, self) => {
      const token = tokens[index]!;
      const href = this.#resolve(String(token.attrGet("href") ?? ""), "link");
      if (href === undefined) {
        token.attrs = [
          ["class", "absent"],
          ["title", "Not part of this site"],
        ];
      } else token.attrSet("href", href);
      return self.renderToken(tokens, index, options);
    };
  }

  /** Resolves `href` and `src` in HTML that an author wrote by hand. */
  #htmlTargets(html: string): string {
    return html.replace(
      /(<(?:a|img|source|video|audio)\b[^>]*?\s)(href|src)=("([^"]*)"|'([^']*)')/gi,
      (_whole, before: string, name: string, _quoted, double?: string, single?: string) => {
        const kind = name.toLowerCase() === "src" ? "image" : "link";
        const target = this.#resolve((double ?? single ?? "").replaceAll("&amp;", "&"), kind);
        return target === undefined ? `${before}data-absent` : `${before}${name}="${escapeHtml(target)}"`;
      },
    );
  }
}

/**
 * Turns a heading's text into the id of its anchor: lower case, words joined by hyphens.
 *
 * The same function is applied to the fragments of links, so that Jupyter's spelling of an anchor
 * (`#Step-by-step`), GitHub's (`#step-by-step`) and a percent-encoded one all find the heading.
 */
export function slug(text: string): string {
  return text
    .normalize("NFC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/[\s_-]+/g, "-")
    .replace(/^-+|-+$/g, "");
}

/** Hands out ids that are unique on one page: a second "Summary" becomes `summary-1`. */
export class UniqueSlugs {
  readonly #taken = new Set<string>();

  /** Returns the id of a heading with this text and remembers it. */
  take(text: string): string {
    const base = slug(text) || "section";
    let candidate = base;
    for (let count = 1; this.#taken.has(candidate); count += 1) candidate = `${base}-${count}`;
    this.#taken.add(candidate);
    return candidate;
  }
}

// A box above the glossary's terms that hides those without the words typed into it. Made here rather than in the page's
// HTML: without JavaScript there is nothing that it could do.
(() => {
  const terms = [...document.querySelectorAll('[data-cell^="term-"]')].map((cell) => {
    const heading = cell.querySelector("h1, h2, h3, h4, h5, h6");
    return { cell, heading, name: plain(textOf(heading ?? cell)), text: plain(textOf(cell)) };
  });
  if (terms.length === 0) return;

  const box = document.createElement("search");
  box.className = "term-filter";
  box.innerHTML = `<label for="term-filter">Find a term</label>
<input type="search" id="term-filter" autocomplete="off" spellcheck="false" aria-describedby="term-filter-keys">
<span id="term-filter-keys">Enter goes to the best match, Escape shows all terms</span>
<output for="term-filter"></output>`;
  terms[0].cell.before(box);
  const input = box.querySelector("input");
  const count = box.querySelector("output");

  /** What a reader sees of an element: formulas are there twice, drawn and as their source, and nobody searches them. */
  function textOf(element) {
    const copy = element.cloneNode(true);
    for (const unseen of copy.querySelectorAll(".katex, .formula, .anchor")) unseen.remove();
    return copy.textContent;
  }

  /** "Bradley–Terry" is found by "bradley-terry", "naïve" by "naive". */
  function plain(text) {
    return text
      .normalize("NFD")
      .replace(/\p{Mark}/gu, "")
      .replace(/\p{Dash}/gu, "-")
      .replace(/[‘’]/g, "'")
      .replace(/\s+/g, " ")
      .trim()
      .toLowerCase();
  }

  function filter() {
    const words = plain(input.value).split(" ");
    let shown = 0;
    for (const { cell, text } of terms) {
      cell.hidden = !words.every((word) => text.includes(word));
      if (!cell.hidden) shown++;
    }
    if (shown === terms.length) count.value = `${terms.length} terms`;
    else if (shown === 0) count.value = `No term matches “${input.value.trim()}”`;
    else count.value = `${shown} of ${terms.length} terms`;
  }

  function showAll() {
    input.value = "";
    filter();
  }

  /** The term of that name, else the first whose name begins so or holds it, else the first that is shown. */
  function bestMatch() {
    const shown = terms.filter(({ cell }) => !cell.hidden);
    const wanted = plain(input.value);
    return (
      shown.find(({ name }) => name === wanted) ??
      shown.find(({ name }) => name.startsWith(wanted)) ??
      shown.find(({ name }) => name.includes(wanted)) ??
      shown[0]
    );
  }

  /** A link to a term that is hidden shows all terms again, before the browser goes there. */
  function reveal(hash) {
    const target = document.getElementById(decodeURIComponent(hash.slice(1)));
    if (!target?.closest('[data-cell^="term-"][hidden]')) return undefined;
    showAll();
    return target;
  }

  input.addEventListener("input", filter);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      showAll();
    } else if (event.key === "Enter") {
      const target = bestMatch()?.heading;
      if (!target) return;
      target.tabIndex = -1;
      target.focus();
    }
  });
  document.addEventListener("click", ({ target }) => {
    const link = target.closest?.('a[href^="#"]');
    if (link) reveal(link.hash);
  });
  addEventListener("hashchange", () => reveal(location.hash)?.scrollIntoView());
  // Browsers put back what was typed before the page was left.
  addEventListener("pageshow", filter);
  filter();
})();

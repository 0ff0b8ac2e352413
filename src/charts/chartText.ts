/**
 * Text for a place where Plotly reads its own small HTML (titles, names, tick labels): `&`, `<` and `>` stand for themselves,
 * and lines are broken between words after at most `width` characters, since Plotly breaks no line by itself.
 */
export function chartText(text: string, width = Number.POSITIVE_INFINITY): string {
  return wrapped(text, width).map(escapeMarkup).join("<br>");
}

/** How many lines {@link chartText} makes of a text. */
export function lineCount(text: string, width: number): number {
  return wrapped(text, width).length;
}

/** The plain words behind a text made by {@link chartText}. */
export function plainText(markup: string): string {
  return markup
    .replace(/<br\s*\/?>/gi, " ")
    .replace(/<[^>]*>/g, "")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&");
}

/** A number in few characters, for a title or a label: `decimals` digits after the point, exactly zero as "0", a true minus sign. */
export function formatNumber(value: number, decimals = 2): string {
  if (value === 0) return "0";
  const text = value.toFixed(decimals);
  const digits = Number(text) === 0 ? value.toExponential(0) : text;
  return digits.replace("-", "−");
}

/** An answer in quotation marks, shortened to `length` characters. */
export function quoted(text: string, length = 40): string {
  const characters = [...text];
  const short = characters.length > length ? `${characters.slice(0, length - 1).join("")}…` : text;
  return `“${short}”`;
}

/** As few lines as `width` allows, and those as even as they can be: no last line of a single word. */
function wrapped(text: string, width: number): string[] {
  const words = text.trim().split(/\s+/);
  const lines = filled(words, width);
  if (lines.length === 1 || lines.length === words.length) return lines;
  let even = lines;
  for (let narrower = width - 1; narrower > 0; narrower--) {
    const next = filled(words, narrower);
    if (next.length > lines.length) break;
    even = next;
  }
  return even;
}

function filled(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function escapeMarkup(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

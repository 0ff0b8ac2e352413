import { escapeHtml } from "../notebook/escapeHtml";

interface Style {
  foreground?: string | undefined;
  background?: string | undefined;
  bold?: boolean;
  dim?: boolean;
  italic?: boolean;
  underline?: boolean;
  inverse?: boolean;
}

const colourNames = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

/** Colour codes (SGR) keep their meaning; every other escape sequence only makes sense on a terminal. */
const controlSequence =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ESC is what the sequences begin with
  /\u001b(?:\[([0-?]*)([ -/]*[@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\^_])/g;

/**
 * Renders terminal output as HTML: text is escaped, colours and weights become spans, carriage returns and
 * backspaces are carried out as a terminal would.
 */
export function ansiToHtml(text: string): string {
  let html = "";
  let style: Style = {};
  let position = 0;
  const source = overwriteLines(text);
  for (const match of source.matchAll(controlSequence)) {
    const start = match.index ?? position;
    html += styled(source.slice(position, start), style);
    position = start + match[0].length;
    if (match[2] === "m") style = applyCodes(style, match[1] ?? "");
  }
  return html + styled(source.slice(position), style);
}

/** Carries out carriage returns and backspaces, so that a progress line shows its last state only. */
export function overwriteLines(text: string): string {
  return text
    .split("\n")
    .map((line) => (/[\r\b]/.test(line.replace(/\r+$/, "")) ? overwriteLine(line) : line.replace(/\r+$/, "")))
    .join("\n");
}

/** Plays one line on a terminal; a cell of the line is a character with the escape sequences before it. */
function overwriteLine(line: string): string {
  const cells: string[] = [];
  let column = 0;
  let pending = "";
  for (const [piece] of line.matchAll(new RegExp(`${controlSequence.source}|[\\s\\S]`, "gu"))) {
    if (piece === "\r") column = 0;
    else if (piece === "\b") column = Math.max(0, column - 1);
    else if (piece === "\u001b[K" || piece === "\u001b[0K") cells.length = Math.min(cells.length, column);
    else if (piece === "\u001b[2K") cells.fill(" ");
    else if (piece.startsWith("\u001b")) pending += piece;
    else {
      cells[column] = pending + piece;
      pending = "";
      column += 1;
    }
  }
  return (cells.join("") + pending).trimEnd();
}

function styled(text: string, style: Style): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are not allowed in HTML
  const printable = text.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "");
  if (printable === "") return "";
  const classes: string[] = [];
  const inline: string[] = [];
  const foreground = style.inverse ? (style.background ?? "inverse") : style.foreground;
  const background = style.inverse ? (style.foreground ?? "inverse") : style.background;
  for (const [colour, kind, property] of [
    [foreground, "fg", "color"],
    [background, "bg", "background-color"],
  ] as const) {
    if (colour === undefined) continue;
    if (colour.startsWith("rgb")) inline.push(`${property}:${colour}`);
    else classes.push(`ansi-${kind}-${colour}`);
  }
  for (const weight of ["bold", "dim", "italic", "underline"] as const) {
    if (style[weight]) classes.push(`ansi-${weight}`);
  }
  const html = escapeHtml(printable);
  if (classes.length === 0 && inline.length === 0) return html;
  const classAttribute = classes.length > 0 ? ` class="${classes.join(" ")}"` : "";
  const styleAttribute = inline.length > 0 ? ` style="${inline.join(";")}"` : "";
  return `<span${classAttribute}${styleAttribute}>${html}</span>`;
}

function applyCodes(before: Style, parameters: string): Style {
  let style = { ...before };
  const codes = parameters.split(/[;:]/).map((code) => Number(code || "0"));
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at]!;
    if (code === 0) style = {};
    else if (code === 1) style.bold = true;
    else if (code === 2) style.dim = true;
    else if (code === 3) style.italic = true;
    else if (code === 4) style.underline = true;
    else if (code === 7) style.inverse = true;
    else if (code === 22) style = { ...style, bold: false, dim: false };
    else if (code === 23) style.italic = false;
    else if (code === 24) style.underline = false;
    else if (code === 27) style.inverse = false;
    else if (code >= 30 && code <= 37) style.foreground = colourNames[code - 30];
    else if (code === 39) style.foreground = undefined;
    else if (code >= 40 && code <= 47) style.background = colourNames[code - 40];
    else if (code === 49) style.background = undefined;
    else if (code >= 90 && code <= 97) style.foreground = `bright-${colourNames[code - 90]}`;
    else if (code >= 100 && code <= 107) style.background = `bright-${colourNames[code - 100]}`;
    else if (code === 38 || code === 48) {
      const [colour, used] = extendedColour(codes.slice(at + 1));
      if (code === 38) style.foreground = colour;
      else style.background = colour;
      at += used;
    }
  }
  return style;
}

/** Reads `5;n` (palette of 256) or `2;r;g;b`; returns the colour and how many codes it took. */
function extendedColour(codes: number[]): [string | undefined, number] {
  const [kind, first = 0, green = 0, blue = 0] = codes;
  if (kind === 2) return [rgb(first, green, blue), 4];
  if (kind !== 5) return [undefined, codes.length];
  if (first < 8) return [colourNames[first], 2];
  if (first < 16) return [`bright-${colourNames[first - 8]}`, 2];
  if (first >= 232) {
    const grey = 8 + 10 * (first - 232);
    return [rgb(grey, grey, grey), 2];
  }
  const level = (index: number) => (index === 0 ? 0 : 55 + 40 * index);
  const cube = first - 16;
  return [rgb(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)), 2];
}

function rgb(...channels: number[]): string {
  return `rgb(${channels.map((channel) => Math.min(255, Math.max(0, Math.round(channel)))).join(",")})`;
}

import { escapeHtml } from "./escapeHtml";
import type { HtmlLike } from "./show";

/** One part of a pipeline. */
export interface PipelinePart {
  /** A few words. */
  name: string;
  /** What it needs. */
  takes: string;
  /** What happens, in one sentence. */
  does: string;
  /** What comes out. */
  gives: string;
}

const listStyle = "display:flex;flex-wrap:wrap;gap:0.6em;list-style:none;margin:0.5em 0;padding:0";
const itemStyle = "display:flex;gap:0.6em;flex:1 1 12em;max-width:20em";
const boxStyle =
  "flex:1;border:1px solid rgba(128,128,128,0.55);border-top:5px solid #0072B2;border-radius:6px;padding:0.5em 0.8em";
const arrowStyle = "align-self:center;font-size:1.4em;color:#757575";

/**
 * Draws the parts of a pipeline in order, each with what it takes, does and gives, as a row of boxes with arrows, which wraps on a
 * narrow page. It is an ordered list to a screen reader, and numbered lines without a notebook.
 *
 * @param parts two or more, in order
 * @throws Error if there are fewer than two, or a text is blank
 */
export function pipelineDiagram(parts: readonly PipelinePart[]): HtmlLike {
  if (parts.length < 2)
    throw new Error(`pipelineDiagram: a pipeline has at least two parts, found ${parts.length}.`);
  parts.forEach((part, i) => {
    for (const field of ["name", "takes", "does", "gives"] as const)
      if (part[field].trim() === "") throw new Error(`pipelineDiagram: parts[${i}].${field} is blank.`);
  });
  const boxes = parts.map(({ name, takes, does, gives }, i) => {
    const arrow = i < parts.length - 1 ? `<span aria-hidden="true" style="${arrowStyle}">→</span>` : "";
    return (
      `<li style="${itemStyle}"><div style="${boxStyle}"><strong>${i + 1}. ${escapeHtml(name)}</strong>` +
      `<br><small>takes ${escapeHtml(takes)}</small><br>${escapeHtml(does)}` +
      `<br><small>gives <strong>${escapeHtml(gives)}</strong></small></div>${arrow}</li>`
    );
  });
  return {
    html: `<ol style="${listStyle}">${boxes.join("")}</ol>`,
    text: parts
      .map(
        ({ name, takes, does, gives }, i) => `${i + 1}. ${name}: takes ${takes}. ${does} It gives ${gives}.`,
      )
      .join("\n"),
  };
}

import { escapeHtml } from "./escapeHtml";
import type { HtmlLike } from "./show";

/** One station of a loop. */
export interface LoopStage {
  /** One or two words. */
  name: string;
  /** What happens there, in a few words. */
  what: string;
}

const listStyle =
  "display:flex;flex-wrap:wrap;align-items:stretch;gap:0.5em;list-style:none;margin:0.5em 0;padding:0";
const boxStyle =
  "border:1px solid rgba(128,128,128,0.55);border-left:5px solid #0072B2;border-radius:6px;padding:0.5em 0.8em;max-width:13em";
const arrowStyle = "align-self:center;font-size:1.4em;color:#757575";

/**
 * Draws stations that follow one another and begin again, as a row of boxes with arrows, which wraps on a narrow page. It is an
 * ordered list to a screen reader, and numbered lines without a notebook.
 *
 * @param stages two or more, in order.
 * @throws Error if there are fewer than two, or a name is blank.
 */
export function loopDiagram(stages: readonly LoopStage[]): HtmlLike {
  if (stages.length < 2)
    throw new Error(`loopDiagram: a loop has at least two stages, found ${stages.length}.`);
  const blank = stages.findIndex(({ name }) => name.trim() === "");
  if (blank >= 0) throw new Error(`loopDiagram: stages[${blank}] has no name.`);
  const boxes = stages.map(({ name, what }, i) => {
    const arrow = i < stages.length - 1 ? "→" : "↻";
    return (
      `<li style="display:flex;gap:0.5em"><div style="${boxStyle}"><strong>${i + 1}. ${escapeHtml(name)}</strong>` +
      `<br>${escapeHtml(what)}</div><span aria-hidden="true" style="${arrowStyle}">${arrow}</span></li>`
    );
  });
  const again = `↻ and again from “${stages[0]!.name}”.`;
  return {
    html: `<ol style="${listStyle}">${boxes.join("")}</ol><p style="margin:0.3em 0">${escapeHtml(again)}</p>`,
    text: [...stages.map(({ name, what }, i) => `${i + 1}. ${name}: ${what}`), again].join("\n"),
  };
}

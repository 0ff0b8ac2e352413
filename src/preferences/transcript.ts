import { FieldError } from "./dataError";

/** What precedes every answer of the assistant in a transcript of Anthropic's HH data. */
export const assistantMarker = "\n\nAssistant:";
/** What precedes everything a person says in such a transcript. */
export const humanMarker = "\n\nHuman:";

/** The three texts of a comparison. */
export interface ComparisonTexts {
  prompt: string;
  chosen: string;
  rejected: string;
}

/**
 * Splits two HH transcripts (`"\n\nHuman: …\n\nAssistant: …"`) into their common prompt and two answers.
 *
 * The prompt is everything that both have in common, up to and including their last common `"\n\nAssistant:"`; what follows is the
 * answer, with its leading space, so that `prompt + chosen` is the transcript again, letter by letter. Where the two
 * conversations part before the last turn, the answers therefore hold several turns.
 *
 * @throws FieldError if the transcripts part before they have an `"\n\nAssistant:"` in common.
 */
export function splitTranscripts(chosen: string, rejected: string): ComparisonTexts {
  const shorter = Math.min(chosen.length, rejected.length);
  let common = 0;
  while (common < shorter && chosen.charCodeAt(common) === rejected.charCodeAt(common)) common++;
  const marker =
    common < assistantMarker.length
      ? -1
      : chosen.lastIndexOf(assistantMarker, common - assistantMarker.length);
  if (marker === -1) {
    for (const [field, text] of Object.entries({ chosen, rejected }))
      if (!text.includes(assistantMarker))
        throw new FieldError(field, `a transcript with "\\n\\nAssistant:"`, "none in this text");
    throw new FieldError(
      "rejected",
      `a transcript that begins like "chosen" up to an "\\n\\nAssistant:"`,
      `a difference at character ${common + 1}, before it`,
    );
  }
  const end = marker + assistantMarker.length;
  return { prompt: chosen.slice(0, end), chosen: chosen.slice(end), rejected: rejected.slice(end) };
}

/** Whether `prompt` is a transcript that waits for an answer: `"\n\nHuman: …\n\nAssistant:"`, or one that `System` opens. */
export function isTranscriptPrompt(prompt: string): boolean {
  return (
    (prompt.startsWith(humanMarker) || prompt.startsWith("\n\nSystem:")) && prompt.endsWith(assistantMarker)
  );
}

/** A plain question and its answers as HH transcripts: `"\n\nHuman: {prompt}\n\nAssistant:"`, `" {answer}"`. */
export function plainToTranscript({ prompt, chosen, rejected }: ComparisonTexts): ComparisonTexts {
  return {
    prompt: `${humanMarker} ${prompt}${assistantMarker}`,
    chosen: ` ${chosen}`,
    rejected: ` ${rejected}`,
  };
}

/** The inverse of {@link plainToTranscript}, or undefined if the texts have another form. */
export function transcriptToPlain({
  prompt,
  chosen,
  rejected,
}: ComparisonTexts): ComparisonTexts | undefined {
  const opening = `${humanMarker} `;
  const fits =
    prompt.length >= opening.length + assistantMarker.length &&
    prompt.startsWith(opening) &&
    prompt.endsWith(assistantMarker) &&
    chosen.startsWith(" ") &&
    rejected.startsWith(" ");
  if (!fits) return undefined;
  return {
    prompt: prompt.slice(opening.length, -assistantMarker.length),
    chosen: chosen.slice(1),
    rejected: rejected.slice(1),
  };
}

export function equalTexts(a: ComparisonTexts, b: ComparisonTexts): boolean {
  return a.prompt === b.prompt && a.chosen === b.chosen && a.rejected === b.rejected;
}

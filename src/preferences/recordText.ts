import { defaultTextForm, messagesOfTexts, plainMessages, textsOfMessages } from "./chat";
import { type Comparison, comparisonFields, comparisonProblem } from "./comparison";
import { FieldError } from "./dataError";
import { jsonText } from "./jsonText";
import { textFormField } from "./record";
import {
  assistantMarker,
  type ComparisonTexts,
  equalTexts,
  plainToTranscript,
  splitTranscripts,
  transcriptToPlain,
} from "./transcript";

/** A record as it will be written, and what reading it will not give back (undefined if nothing is lost). */
export interface WrittenRecord {
  text: string;
  loss?: FieldError;
}

/** Throws FieldError if the comparison is not valid, or if an extra field bears the name of another field. */
export function checkWritable(comparison: Comparison, reserved: readonly string[]): void {
  const wrong = comparisonProblem(comparison);
  if (wrong !== undefined) throw FieldError.of(wrong);
  if (comparison.messages !== undefined) {
    const { messages } = comparison;
    const same = equalTexts(textsOfMessages(messages), comparison);
    if (!same && !equalTexts(textsOfMessages(messages, "transcript"), comparison))
      throw new FieldError(
        "messages",
        "turns that say the same as prompt, chosen and rejected (change both, or leave messages out)",
        "others",
      );
  }
  for (const key of Object.keys(comparison.extra ?? {}))
    if (reserved.includes(key))
      throw new FieldError(
        `extra.${key}`,
        `a name other than ${reserved.join(", ")}`,
        "one that the format uses itself",
      );
}

/** A comparison as one JSON object with three strings. */
export function stringRecord(comparison: Comparison): WrittenRecord {
  const { prompt, chosen, rejected, messages } = comparison;
  checkWritable(comparison, messages === undefined ? comparisonFields : [...comparisonFields, "messages"]);
  const turns = messages === undefined ? "" : `,"messages":${jsonText(messages, "messages")}`;
  const texts = `"prompt":${JSON.stringify(prompt)},"chosen":${JSON.stringify(chosen)},"rejected":${JSON.stringify(rejected)}`;
  return { text: `{${texts}${judgementMembers(comparison)}${turns}${extraMembers(comparison)}}` };
}

/** A comparison as one JSON object with lists of messages, the prompt explicit. */
export function chatRecord(comparison: Comparison): WrittenRecord {
  checkWritable(comparison, [...comparisonFields, textFormField]);
  const known = comparison.messages ?? messagesOfTexts(comparison)?.messages;
  const messages = known ?? plainMessages(comparison);
  const loss =
    known === undefined
      ? new FieldError(
          "prompt",
          "a transcript with one space after every marker, so that its turns can be told apart (format chat)",
          "another (it would become a single user turn)",
        )
      : undefined;
  const form = equalTexts(textsOfMessages(messages), comparison) ? defaultTextForm(messages) : "transcript";
  const formMember = form === defaultTextForm(messages) ? "" : `,"${textFormField}":"${form}"`;
  const lists = (["prompt", "chosen", "rejected"] as const)
    .map((field) => `"${field}":${jsonText(messages[field], `messages.${field}`)}`)
    .join(",");
  const text = `{${lists}${judgementMembers(comparison)}${formMember}${extraMembers(comparison)}}`;
  return { text, ...(loss && { loss }) };
}

/** A comparison as one JSON object with two HH transcripts. */
export function transcriptRecord(comparison: Comparison): WrittenRecord {
  checkWritable(comparison, [...comparisonFields, textFormField]);
  const plain = !comparison.prompt.endsWith(assistantMarker);
  const texts = plain ? plainToTranscript(comparison) : comparison;
  const chosen = texts.prompt + texts.chosen;
  const rejected = texts.prompt + texts.rejected;
  const form = plain ? `,"${textFormField}":"plain"` : "";
  const text = `{"chosen":${JSON.stringify(chosen)},"rejected":${JSON.stringify(rejected)}${judgementMembers(comparison)}${form}${extraMembers(comparison)}}`;
  const loss = transcriptLoss(comparison, splitTranscripts(chosen, rejected), plain);
  return { text, ...(loss && { loss }) };
}

function transcriptLoss(
  comparison: Comparison,
  split: ComparisonTexts,
  plain: boolean,
): FieldError | undefined {
  if (comparison.messages !== undefined)
    return new FieldError("messages", "no more than transcripts can hold (format hh)", "chat messages");
  const readBack = plain ? transcriptToPlain(split) : split;
  if (readBack === undefined || !equalTexts(readBack, comparison))
    return new FieldError(
      "chosen",
      `answers that part before their first "\\n\\nAssistant:" (format hh counts a common one to the prompt)`,
      "a common one",
    );
  return undefined;
}

function judgementMembers({ annotator, strength, tie }: Comparison): string {
  let members = "";
  if (annotator !== undefined) members += `,"annotator":${JSON.stringify(annotator)}`;
  if (strength !== undefined) members += `,"strength":${jsonText(strength, "strength")}`;
  if (tie !== undefined) members += `,"tie":${tie}`;
  return members;
}

function extraMembers({ extra }: Comparison): string {
  if (extra === undefined) return "";
  return Object.keys(extra)
    .map((key) => `,${JSON.stringify(key)}:${jsonText(extra[key], `extra.${key}`)}`)
    .join("");
}

import { isDeepStrictEqual } from "node:util";
import { type ComparisonMessages, describeValue, type Message } from "./comparison";
import { FieldError } from "./dataError";
import { assistantMarker, type ComparisonTexts, equalTexts, isTranscriptPrompt } from "./transcript";

/**
 * How the turns of a chat become the three texts of a comparison.
 * - `plain`: one user turn and one assistant turn on each side; their contents are the texts.
 * - `transcript`: `"\n\nHuman: …\n\nAssistant: …\n\nHuman: …\n\nAssistant:"` and `" …"`, as in the HH data; a system turn is `"\n\nSystem: …"`.
 */
export type TextForm = "plain" | "transcript";

const turnMarker = /\n\n(Human|Assistant|System): /g;
const roleOfLabel: Record<string, string> = { Human: "user", Assistant: "assistant", System: "system" };

/** The form that a chat takes unless its record says otherwise: plain where that is possible. */
export function defaultTextForm(messages: ComparisonMessages): TextForm {
  const single = (turns: Message[], role: string) => turns.length === 1 && turns[0]!.role === role;
  const plain =
    single(messages.prompt, "user") &&
    single(messages.chosen, "assistant") &&
    single(messages.rejected, "assistant");
  return plain ? "plain" : "transcript";
}

/** The three texts of a chat. */
export function textsOfMessages(
  messages: ComparisonMessages,
  form: TextForm = defaultTextForm(messages),
): ComparisonTexts {
  const { prompt, chosen, rejected } = messages;
  if (form === "plain")
    return {
      prompt: prompt[0]!.content,
      chosen: chosen[0]!.content,
      rejected: rejected[0]!.content,
    };
  // The first turn of an answer is the assistant's; its marker already ends the prompt.
  const answer = (turns: Message[]) => transcriptOf(turns).slice(assistantMarker.length);
  return {
    prompt: transcriptOf(prompt) + assistantMarker,
    chosen: answer(chosen),
    rejected: answer(rejected),
  };
}

function transcriptOf(messages: Message[]): string {
  return messages.map(({ role, content }) => `\n\n${labelOf(role)}: ${content}`).join("");
}

function labelOf(role: string): string {
  if (role === "user") return "Human";
  return role.charAt(0).toUpperCase() + role.slice(1);
}

/**
 * The turns behind three texts, and the form they are in, or undefined if a transcript is not written canonically (one space
 * after every marker), so that its turns would not give the same texts again.
 */
export function messagesOfTexts(
  texts: ComparisonTexts,
): { messages: ComparisonMessages; form: TextForm } | undefined {
  if (!isTranscriptPrompt(texts.prompt)) return { messages: plainMessages(texts), form: "plain" };
  const messages = {
    prompt: turnsOf(texts.prompt.slice(0, -assistantMarker.length)),
    chosen: turnsOf(assistantMarker + texts.chosen),
    rejected: turnsOf(assistantMarker + texts.rejected),
  };
  const usable = messages.chosen.length > 0 && messages.rejected.length > 0;
  if (!usable || !equalTexts(textsOfMessages(messages, "transcript"), texts)) return undefined;
  return { messages, form: "transcript" };
}

/** Whether the three texts alone say all that is in `messages`. */
export function textsSuffice(messages: ComparisonMessages, texts: ComparisonTexts): boolean {
  const bare = (turns: Message[]) => turns.every((turn) => Object.keys(turn).length === 2);
  if (!bare(messages.prompt) || !bare(messages.chosen) || !bare(messages.rejected)) return false;
  if (defaultTextForm(messages) === "plain" && !isTranscriptPrompt(texts.prompt)) return true;
  return isDeepStrictEqual(messagesOfTexts(texts)?.messages, messages);
}

/** Three texts as one user turn and one assistant turn on each side. */
export function plainMessages({ prompt, chosen, rejected }: ComparisonTexts): ComparisonMessages {
  return {
    prompt: [{ role: "user", content: prompt }],
    chosen: [{ role: "assistant", content: chosen }],
    rejected: [{ role: "assistant", content: rejected }],
  };
}

function turnsOf(transcript: string): Message[] {
  const marks = [...transcript.matchAll(turnMarker)];
  return marks.map((mark, i) => ({
    role: roleOfLabel[mark[1]!]!,
    content: transcript.slice(mark.index! + mark[0].length, marks[i + 1]?.index),
  }));
}

/**
 * The turns of a chat record, whose prompt may be explicit (a list, or the text of one user turn), implicit (the common
 * beginning of `chosen` and `rejected`), or both (a prompt that is repeated in front of each answer).
 *
 * An implicit prompt ends before the last assistant turn that both conversations reach with everything before it in common, the
 * same rule as for transcripts. An answer begins with an assistant turn; it may hold several turns.
 */
export function messagesOfRecord(prompt: unknown, chosen: unknown, rejected: unknown): ComparisonMessages {
  const chosenTurns = messageList("chosen", chosen);
  const rejectedTurns = messageList("rejected", rejected);
  const answersOnly = chosenTurns[0]!.role === "assistant" && rejectedTurns[0]!.role === "assistant";
  if (Array.isArray(prompt)) {
    const turns = prompt.length === 0 ? [] : messageList("prompt", prompt);
    if (answersOnly) return { prompt: turns, chosen: chosenTurns, rejected: rejectedTurns };
    const chosenRest = withoutPrompt("chosen", turns, chosenTurns);
    return {
      prompt: turns,
      chosen: chosenRest,
      rejected: withoutPrompt("rejected", turns, rejectedTurns),
    };
  }
  if (typeof prompt === "string" && answersOnly)
    return { prompt: [{ role: "user", content: prompt }], chosen: chosenTurns, rejected: rejectedTurns };
  const split = implicitPrompt(chosenTurns, rejectedTurns);
  if (prompt === undefined || prompt === null) return split;
  if (typeof prompt !== "string")
    throw new FieldError("prompt", "a list of messages or a string", describeValue(prompt));
  if (!split.prompt.some(({ role, content }) => role === "user" && content === prompt))
    throw new FieldError("prompt", `what a user says at the start of "chosen"`, describeValue(prompt));
  return split;
}

function implicitPrompt(chosen: Message[], rejected: Message[]): ComparisonMessages {
  let end = -1;
  for (let i = 0; i < Math.min(chosen.length, rejected.length); i++) {
    if (chosen[i]!.role === "assistant" && rejected[i]!.role === "assistant") end = i;
    if (!isDeepStrictEqual(chosen[i], rejected[i])) break;
  }
  if (end === 0)
    throw new FieldError(
      "prompt",
      "a prompt, by itself or as the turns that both answers begin with",
      "neither",
    );
  if (end === -1)
    throw new FieldError(
      "rejected",
      `a conversation that begins like "chosen" up to an assistant turn`,
      "another one",
    );
  return { prompt: chosen.slice(0, end), chosen: chosen.slice(end), rejected: rejected.slice(end) };
}

function withoutPrompt(field: string, prompt: Message[], turns: Message[]): Message[] {
  const repeats =
    turns.length > prompt.length && prompt.every((turn, i) => isDeepStrictEqual(turn, turns[i]));
  const rest = repeats ? turns.slice(prompt.length) : turns;
  if (rest[0]!.role !== "assistant")
    throw new FieldError(`${field}[0].role`, `"assistant", or the turns of the prompt`, `"${rest[0]!.role}"`);
  return rest;
}

function messageList(field: string, value: unknown): Message[] {
  if (!Array.isArray(value)) throw new FieldError(field, "a list of messages", describeValue(value));
  if (value.length === 0) throw new FieldError(field, "at least one message", "an empty list");
  value.forEach((message: unknown, i) => {
    if (typeof message !== "object" || message === null || Array.isArray(message))
      throw new FieldError(`${field}[${i}]`, "an object { role, content }", describeValue(message));
    const { role, content } = message as Partial<Message>;
    if (typeof role !== "string" || role === "")
      throw new FieldError(`${field}[${i}].role`, `"user", "assistant" or another role`, describeValue(role));
    if (typeof content !== "string")
      throw new FieldError(`${field}[${i}].content`, "a string", describeValue(content));
  });
  return value as Message[];
}

/** Whether `value` has the shape of `Comparison.messages`. */
export function isComparisonMessages(value: unknown): value is ComparisonMessages {
  if (typeof value !== "object" || value === null) return false;
  const { prompt, chosen, rejected, ...others } = value as Record<string, unknown>;
  if (Object.keys(others).length > 0 || !Array.isArray(prompt)) return false;
  try {
    if (prompt.length > 0) messageList("prompt", prompt);
    const answers = [messageList("chosen", chosen), messageList("rejected", rejected)];
    return answers.every((turns) => turns[0]!.role === "assistant");
  } catch {
    return false;
  }
}

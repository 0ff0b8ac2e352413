import {
  defaultTextForm,
  isComparisonMessages,
  messagesOfRecord,
  type TextForm,
  textsOfMessages,
  textsSuffice,
} from "./chat";
import {
  type Comparison,
  type ComparisonField,
  comparisonFields,
  comparisonProblem,
  describeValue,
} from "./comparison";
import { FieldError } from "./dataError";
import {
  assistantMarker,
  type ComparisonTexts,
  equalTexts,
  splitTranscripts,
  transcriptToPlain,
} from "./transcript";

/** How a record says what was compared: strings, chat messages, or HH transcripts; `auto` looks at each record. */
export type RecordShape = "auto" | "jsonl" | "chat" | "hh";

/** Names that a file uses instead of ours, e.g. `{ prompt: "question" }`. */
export type FieldNames = Partial<Record<ComparisonField, string>>;

/** The field of an HH or chat record that tells which {@link TextForm} its texts had, where that is not the usual one. */
export const textFormField = "text_form";

/** Reads records (parsed JSON, or a row of a CSV file) as comparisons; throws FieldError for a bad one. */
export class RecordReader {
  readonly #names: Record<ComparisonField, string>;
  readonly #known: Set<string>;
  readonly #renamed: boolean;

  constructor(
    readonly shape: RecordShape,
    names: FieldNames = {},
  ) {
    for (const name of Object.keys(names))
      if (!(comparisonFields as readonly string[]).includes(name))
        throw new Error(`fields: there is no field "${name}"; there are ${comparisonFields.join(", ")}.`);
    const full = Object.fromEntries(comparisonFields.map((field) => [field, names[field] ?? field]));
    this.#names = full as Record<ComparisonField, string>;
    this.#renamed = comparisonFields.some((field) => this.#names[field] !== field);
    this.#known = new Set(Object.values(this.#names));
    if (this.#known.size < comparisonFields.length)
      throw new Error(`fields: two fields have the same name: ${Object.values(this.#names).join(", ")}.`);
  }

  read(value: unknown): Comparison {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw new FieldError(undefined, "an object with chosen and rejected", describeValue(value));
    const record = value as Record<string, unknown>;
    const names = this.#names;
    // Reading a property by its literal name is several times faster than by a computed one.
    const { prompt, chosen, rejected, annotator, strength, tie } = this.#renamed
      ? this.#rename(record)
      : record;
    if (chosen === undefined || rejected === undefined) {
      const missing = chosen === undefined ? names.chosen : names.rejected;
      throw new FieldError(missing, "a string or a list of messages", describeValue(record));
    }
    const shape = this.shape === "auto" ? shapeOf(prompt, chosen, rejected) : this.shape;
    const comparison: Comparison =
      shape === "jsonl"
        ? this.#strings(prompt, chosen, rejected)
        : shape === "hh"
          ? this.#transcripts(prompt, chosen, rejected, own(record, textFormField))
          : this.#chat(prompt, chosen, rejected, own(record, textFormField));
    if (annotator !== undefined && annotator !== null)
      // Worker numbers are common; a name is what the rest of the library works with.
      comparison.annotator = Number.isInteger(annotator) ? String(annotator) : (annotator as string);
    if (strength !== undefined && strength !== null) comparison.strength = strength as number;
    if (tie !== undefined && tie !== null) comparison.tie = tie as boolean;
    this.#readRest(record, comparison, shape !== "jsonl");
    const wrong = comparisonProblem(comparison);
    if (wrong !== undefined) throw FieldError.of(wrong);
    return comparison;
  }

  #strings(prompt: unknown, chosen: unknown, rejected: unknown): ComparisonTexts {
    const { prompt: promptName, chosen: chosenName, rejected: rejectedName } = this.#names;
    if (typeof chosen !== "string") throw new FieldError(chosenName, "a string", describeValue(chosen));
    if (typeof rejected !== "string") throw new FieldError(rejectedName, "a string", describeValue(rejected));
    if (typeof prompt !== "string") throw new FieldError(promptName, "a string", describeValue(prompt));
    return { prompt, chosen, rejected };
  }

  #transcripts(prompt: unknown, chosen: unknown, rejected: unknown, form: unknown): ComparisonTexts {
    if (typeof chosen !== "string") throw new FieldError("chosen", "a transcript", describeValue(chosen));
    if (typeof rejected !== "string")
      throw new FieldError("rejected", "a transcript", describeValue(rejected));
    if (prompt !== undefined && prompt !== null) {
      if (typeof prompt !== "string") throw new FieldError("prompt", "a string", describeValue(prompt));
      if (!chosen.startsWith(prompt) || !rejected.startsWith(prompt))
        throw new FieldError("prompt", `the beginning of "chosen" and "rejected"`, describeValue(prompt));
      return {
        prompt,
        chosen: chosen.slice(prompt.length),
        rejected: rejected.slice(prompt.length),
      };
    }
    const texts = splitTranscripts(chosen, rejected);
    if (readTextForm(form) !== "plain") return texts;
    const plain = transcriptToPlain(texts);
    if (plain === undefined)
      throw new FieldError(textFormField, `"transcript" or nothing for these turns`, `"plain"`);
    return plain;
  }

  #chat(prompt: unknown, chosen: unknown, rejected: unknown, form: unknown): Comparison {
    const messages = messagesOfRecord(prompt, chosen, rejected);
    const usual = defaultTextForm(messages);
    const asked = readTextForm(form) ?? usual;
    if (asked === "plain" && usual !== "plain")
      throw new FieldError(textFormField, `"transcript" or nothing for several turns`, `"plain"`);
    const texts = textsOfMessages(messages, asked);
    return textsSuffice(messages, texts) ? texts : { ...texts, messages };
  }

  #rename(record: Record<string, unknown>): Record<ComparisonField, unknown> {
    const entries = comparisonFields.map((field) => [field, own(record, this.#names[field])]);
    return Object.fromEntries(entries) as Record<ComparisonField, unknown>;
  }

  #readRest(record: Record<string, unknown>, comparison: Comparison, hasTextForm: boolean): void {
    let extra: Record<string, unknown> | undefined;
    for (const key of Object.keys(record)) {
      if (this.#known.has(key) || (hasTextForm && key === textFormField)) continue;
      const value = record[key];
      if (key === "messages" && comparison.messages === undefined && isComparisonMessages(value)) {
        const forms: TextForm[] = [defaultTextForm(value), "transcript"];
        if (forms.some((form) => equalTexts(textsOfMessages(value, form), comparison))) {
          comparison.messages = value;
          continue;
        }
      }
      extra ??= {};
      // Plain assignment of "__proto__" would change the prototype instead of adding a field.
      if (key === "__proto__")
        Object.defineProperty(extra, key, { value, enumerable: true, configurable: true, writable: true });
      else extra[key] = value;
    }
    if (extra !== undefined) comparison.extra = extra;
  }
}

function own(record: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function shapeOf(prompt: unknown, chosen: unknown, rejected: unknown): "jsonl" | "chat" | "hh" {
  if (Array.isArray(chosen) || Array.isArray(rejected) || Array.isArray(prompt)) return "chat";
  if (prompt !== undefined && prompt !== null) return "jsonl";
  return typeof chosen === "string" && chosen.includes(assistantMarker) ? "hh" : "jsonl";
}

function readTextForm(form: unknown): TextForm | undefined {
  if (form === undefined || form === null) return undefined;
  if (form !== "plain" && form !== "transcript")
    throw new FieldError(textFormField, `"plain" or "transcript"`, describeValue(form));
  return form;
}

import fc from "fast-check";
import type { Comparison } from "../../src/preferences/comparison";

/** Texts that break careless parsers: quotes, separators, line ends, zero, byte order mark, lone surrogates, markers. */
export const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom(
      '"',
      ",",
      ";",
      "\t",
      "\n",
      "\r",
      "\r\n",
      " ",
      "a",
      "é",
      "–",
      "😀",
      "\0",
      "\ufeff",
      "\u2028",
    ),
  }),
  fc
    .array(fc.constantFrom("\n\nHuman:", "\n\nAssistant:", "\n\nSystem: ", " ", "x"), { maxLength: 6 })
    .map((parts) => parts.join("")),
  fc.string({ unit: fc.constantFrom("\ud800", "\udc00", "a") }),
);

const anyExtra = fc.dictionary(
  fc.oneof(
    fc.constantFrom("source", "id", "__proto__", "constructor", "a:json", "", "extra", "text form"),
    fc.string({ unit: "binary", minLength: 1 }),
  ),
  fc.oneof(fc.jsonValue({ maxDepth: 2 }), anyText),
  { maxKeys: 3, noNullPrototype: true },
);

const reserved = new Set([
  "prompt",
  "chosen",
  "rejected",
  "annotator",
  "strength",
  "tie",
  "messages",
  "text_form",
]);

/** Any valid comparison, with whatever optional fields. */
export const anyComparison: fc.Arbitrary<Comparison> = fc
  .record(
    {
      prompt: anyText,
      chosen: anyText,
      rejected: anyText,
      annotator: anyText.filter((text) => text !== ""),
      strength: fc.oneof(
        fc.integer({ min: 0, max: 5 }),
        fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
      ),
      tie: fc.boolean(),
      extra: anyExtra.filter(
        (extra) => Object.keys(extra).length > 0 && Object.keys(extra).every((key) => !reserved.has(key)),
      ),
    },
    { requiredKeys: ["prompt", "chosen", "rejected"], noNullPrototype: true },
  )
  .filter(({ chosen, rejected, tie }) => chosen !== rejected || tie === true);

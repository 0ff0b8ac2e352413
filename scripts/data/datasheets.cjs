#!/usr/bin/env node
"use strict";

// Writes the numbers and checksums into data/*/DATASHEET.md: `node scripts/data/datasheets.cjs` (after `npm run build`).

const { createHash } = require("node:crypto");
const { readdirSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "..", "..");
const folder = join(root, "data");

const table = (header, rows) =>
  [header, header.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

const countBy = (list, key) => {
  const counts = new Map();
  for (const item of list) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return [...counts];
};

const words = (text) => new Set(text.toLowerCase().match(/[a-z0-9]+/g) ?? []);
const common = (a, b) => [...a].filter((word) => b.has(word)).length;

/** Simple metrics: the larger value is the text that the metric prefers. */
const metrics = {
  length: (_pair, text) => text.length,
  keywords: ({ prompt }, text) => common(words(prompt), words(text)),
  similarity: ({ reference }, text) => {
    const shared = common(words(reference), words(text));
    return shared / (words(reference).size + words(text).size - shared);
  },
};

function metricAgreement(pairs, metric) {
  const score = pairs.reduce((sum, pair) => {
    const difference = metric(pair, pair.a) - metric(pair, pair.b);
    if (difference === 0) return sum + 0.5;
    return sum + Number(difference > 0 === (pair.preferred === "a"));
  }, 0);
  return (score / pairs.length).toFixed(3);
}

/** The share of pairs of replies (gold difference at least 0.03) in which the longer one is the better one. */
function longerIsBetter(prompts, { tasteOf, goldTaste }) {
  let right = 0;
  let count = 0;
  for (const { replies } of prompts)
    for (let i = 0; i < 4; i++)
      for (let j = 0; j < i; j++) {
        const gold = tasteOf(goldTaste, replies[i]) - tasteOf(goldTaste, replies[j]);
        const length = replies[i].reply.length - replies[j].reply.length;
        if (Math.abs(gold) < 0.03) continue;
        count++;
        right += length === 0 ? 0.5 : Number(length > 0 === gold > 0);
      }
  return (right / count).toFixed(3);
}

function twoAnnotatorAgreement(comparisons) {
  const byPair = new Map();
  for (const comparison of comparisons) {
    const { chosen, rejected, extra } = comparison;
    const key = JSON.stringify([extra.promptId, ...[chosen, rejected].sort()]);
    byPair.set(key, [...(byPair.get(key) ?? []), comparison]);
  }
  const twice = [...byPair.values()].filter((pair) => pair.length === 2 && !pair.some(({ tie }) => tie));
  return (twice.filter(([a, b]) => a.chosen === b.chosen).length / twice.length).toFixed(3);
}

/** The numbers of each dataset as `[name, value]`. */
function numbers({ shipped, annotator }) {
  const france = shipped.loadFrance();
  const capitals = shipped.loadCapitals();
  const support = shipped.loadSupport();
  const timeline = shipped.loadTimeline();
  const pairs = shipped.loadMetricComparisons();
  const replies = support.prompts.flatMap((prompt) => prompt.replies);
  return {
    france: [
      ["answers", france.answers.length],
      ["pairs", france.comparisons.length],
    ],
    capitals: [
      ["countries", capitals.countries.length],
      ...countBy(capitals.countries, ({ continent }) => continent),
      ["with an article", capitals.countries.filter(({ article }) => article !== "").length],
      ["with further cities", capitals.countries.filter(({ also }) => also.length > 0).length],
      ...countBy(capitals.templates, ({ split }) => `phrasings for ${split}`),
      ["styles", capitals.styles.length],
    ],
    support: [
      ["topics", support.topics.length],
      ["prompts", support.prompts.length],
      ...countBy(support.prompts, ({ split }) => `prompts in ${split}`),
      ["replies", replies.length],
      ["distinct replies", new Set(replies.map(({ reply }) => reply)).size],
      [
        "mean characters of a reply",
        Math.round(replies.reduce((s, r) => s + r.reply.length, 0) / replies.length),
      ],
      ["comparisons", support.comparisons.length],
      ...countBy(support.comparisons, ({ extra }) => `comparisons in ${extra.split}`),
      ["ties", support.comparisons.filter(({ tie }) => tie).length],
      ["agreement of two annotators", twoAnnotatorAgreement(support.comparisons)],
      ["longer reply is better by gold", longerIsBetter(support.prompts, annotator)],
    ],
    timeline: [["events", timeline.length], ...countBy(timeline, ({ strand }) => strand)],
    metrics: [
      ["pairs", pairs.length],
      ...countBy(pairs, ({ area }) => area),
      ["a preferred", pairs.filter(({ preferred }) => preferred === "a").length],
      ...Object.entries(metrics).flatMap(([name, metric]) =>
        [...new Set(pairs.map(({ area }) => area))].map((area) => [
          `${name} agrees, ${area}`,
          metricAgreement(
            pairs.filter((pair) => pair.area === area),
            metric,
          ),
        ]),
      ),
    ],
  };
}

const annotatorTable = (annotators) =>
  table(
    [
      "annotator",
      "reliability",
      "correctness",
      "tone",
      "brevity",
      "agrees with own taste",
      "agrees with gold",
      "judgements",
    ],
    annotators.map(({ id, reliability, taste, agreementWithOwnTaste, agreementWithGold, judgements }) => [
      id,
      reliability,
      taste.correctness,
      taste.tone,
      taste.brevity,
      agreementWithOwnTaste,
      agreementWithGold,
      judgements,
    ]),
  );

function checksums(name) {
  const files = readdirSync(join(folder, name)).filter((file) => /\.(csv|json|jsonl)$/.test(file));
  return files.sort().map((file) => {
    const bytes = readFileSync(join(folder, name, file));
    return [`\`${file}\``, bytes.length, `\`${createHash("sha256").update(bytes).digest("hex")}\``];
  });
}

/** Replaces what stands between `<!-- name -->` and `<!-- end -->` (or only the first mark). */
function fill(text, name, content) {
  const block = new RegExp(`<!-- ${name} -->(?:[\\s\\S]*?<!-- end ${name} -->)?`);
  return text.replace(block, () => `<!-- ${name} -->\n\n${content}\n\n<!-- end ${name} -->`);
}

/** All datasheets as they should be: `{ path: text }`. */
function datasheets(library) {
  const result = {};
  for (const [name, rows] of Object.entries(numbers(library))) {
    const path = join(folder, name, "DATASHEET.md");
    let text = readFileSync(path, "utf8");
    text = fill(text, "numbers", table(["what", "number"], rows));
    text = fill(text, "checksums", table(["file", "bytes", "SHA-256"], checksums(name)));
    if (name === "support")
      text = fill(text, "annotators", annotatorTable(library.shipped.loadSupport().annotators));
    result[path] = text;
  }
  return result;
}

function main() {
  const room = join(root, "dist", "src", "preferences");
  const library = {
    shipped: require(join(room, "shippedData.js")),
    annotator: require(join(room, "simulatedAnnotator.js")),
  };
  for (const [path, text] of Object.entries(datasheets(library))) writeFileSync(path, text);
}

if (require.main === module) main();

module.exports = { datasheets };

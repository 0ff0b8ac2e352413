#!/usr/bin/env node
"use strict";

// Makes data/support/*.jsonl and *.json from data/support/material: `node scripts/data/support.cjs` (after `npm run build`).

const { writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { readMaterial, kinds } = require("./supportMaterial.cjs");

const root = join(__dirname, "..", "..");
const folder = join(root, "data", "support");
const seed = 20170612;

const items = [
  "kettle",
  "desk lamp",
  "rucksack",
  "coffee grinder",
  "bluetooth speaker",
  "blanket",
  "frying pan",
  "board game",
  "bike pump",
  "radio",
  "yoga mat",
  "toaster",
  "suitcase",
  "clock",
  "bookshelf",
  "tent",
];

const annotators = [
  ["ada", 0.95, "careful and balanced", 0.6, 0.4, 0],
  ["ben", 0.9, "careful and balanced", 0.6, 0.4, 0],
  ["chloe", 0.85, "prefers polite replies to right ones", 0.3, 0.7, 0],
  ["dev", 0.8, "prefers short replies", 0.5, 0.2, 0.3],
  ["eli", 0.75, "balanced, in a hurry", 0.6, 0.4, 0],
  ["fay", 0.7, "prefers polite replies to right ones, strongly", 0.15, 0.85, 0],
  ["gus", 0.65, "prefers short replies, often distracted", 0.4, 0.2, 0.4],
  ["hana", 0.55, "balanced, but little better than guessing", 0.6, 0.4, 0],
].map(([id, reliability, description, correctness, tone, brevity]) => ({
  id,
  description,
  reliability,
  taste: { correctness, tone, brevity },
}));

/** How often a reply of a kind gets an opener, a closer and a true detail; chosen so that length alone does not tell the better one. */
const chances = {
  CF: { opener: 0.3, closer: 0.3, extra: 0.12 },
  CC: { opener: 0.3, closer: 0.4, extra: 0.35 },
  WF: { opener: 0.42, closer: 0.5, extra: 0.25 },
  WC: { opener: 0.45, closer: 0.65, extra: 0.5 },
};

/** A reply that begins like this has its opener already. */
const greets =
  /^(Gladly|With pleasure|Of course|Yes|Certainly|Good news|Thank|Done|What a pity|How lovely|No |I am (sorry|afraid)|I can see|We are (terribly )?sorry|Please do not worry|I understand)/;

/** What an added true detail is worth to a reply that is not complete (a wrong one hardly gains). */
const extraCorrectness = { C: 0.1, W: 0.05 };

const round = (value) => Math.round(value * 100) / 100;
const clamp = (value) => round(Math.min(1, Math.max(0, value)));

/** All files as `{ name: text }`, the same for the same material and seed. */
function supportFiles({ Generator, judge, tasteOf, goldTaste }) {
  const { topics, frames } = readMaterial(join(folder, "material"));
  const generator = new Generator(seed);
  const chance = (probability) => generator.rand(1)[0] < probability;
  const prompts = [];
  const replies = [];
  const used = new Set();

  const frameOf = (place, manner, voice) => {
    const mood = voice === "angry" ? "angry" : "calm";
    const fitting = frames.filter(
      (frame) =>
        frame.place === place && frame.manner === manner && (frame.mood === "any" || frame.mood === mood),
    );
    return generator.choice(fitting);
  };

  const replyOf = (topic, core, voice) => {
    const manner = core.kind.endsWith("F") ? "friendly" : "curt";
    const { opener, closer, extra } = chances[core.kind];
    let { correctness, tone } = core;
    const sentences = [core.text];
    if (chance(extra)) {
      sentences.push(generator.choice(topic.extras));
      correctness += extraCorrectness[core.kind[0]];
    }
    if (chance(opener) && !(manner === "friendly" && greets.test(core.text))) {
      const frame = frameOf("opener", manner, voice);
      sentences.unshift(frame.text);
      tone += frame.change;
    }
    if (chance(closer)) {
      const frame = frameOf("closer", manner, voice);
      sentences.push(frame.text);
      tone += frame.change;
    }
    return { reply: sentences.join(" "), correctness: clamp(correctness), tone: clamp(tone) };
  };

  for (const topic of topics) {
    const order = Array.from(generator.randperm(topic.questions.length));
    const cores = Object.fromEntries(
      kinds.map((kind) => [kind, generator.shuffle(topic.replies.filter((core) => core.kind === kind))]),
    );
    topic.questions.forEach((question, index) => {
      const id = `${topic.topic}-${String(index + 1).padStart(2, "0")}`;
      const prompt = question.text
        .replaceAll("{item}", generator.choice(items))
        .replaceAll("{order}", `A-${generator.randint(10000, 100000, 1)[0]}`);
      const place = order.indexOf(index);
      const split = topic.heldOut ? "newTopics" : place < 7 ? "train" : place < 8 ? "validation" : "test";
      prompts.push({ id, topic: topic.topic, voice: question.voice, prompt, split });
      const four = kinds.map((kind) => {
        const core = cores[kind][index % cores[kind].length];
        let reply = replyOf(topic, core, question.voice);
        for (let attempt = 0; attempt < 40 && used.has(reply.reply); attempt++)
          reply = replyOf(topic, core, question.voice);
        used.add(reply.reply);
        return { promptId: id, kind, ...reply };
      });
      replies.push(...generator.shuffle(four)); // the order must not give the kind away
    });
  }

  // A fork, so that new replies in the material do not change who judges what more than they must.
  const judging = generator.fork();
  const comparisons = [];
  prompts.forEach(({ id, topic, prompt, split }, index) => {
    const four = replies.slice(4 * index, 4 * index + 4);
    const pairs = judging.shuffle([
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 2],
      [1, 3],
      [2, 3],
    ]);
    const judges = judging.shuffle(annotators);
    // Two pairs of each training or validation prompt are judged twice, by different people.
    const twice = split === "train" || split === "validation";
    const tasks = twice ? [pairs[0], pairs[0], pairs[1], pairs[1], pairs[2], pairs[3]] : pairs.slice(0, 3);
    tasks.forEach(([a, b], task) => {
      const judgement = judge(judges[task], prompt, four[a], four[b], judging);
      comparisons.push({ promptId: id, split, topic, ...judgement });
    });
  });

  const statistics = annotatorStatistics({ prompts, replies, comparisons, tasteOf, goldTaste });
  const lines = (records) => records.map((record) => `${JSON.stringify(record)}\n`).join("");
  const json = (value) => `${JSON.stringify(value, null, 2)}\n`;
  return {
    "prompts.jsonl": lines(prompts),
    "replies.jsonl": lines(replies),
    "comparisons.jsonl": lines(comparisons.map(({ topic: _topic, ...rest }) => rest)),
    "annotators.json": json(
      annotators.map((annotator) => ({ ...annotator, ...statistics.get(annotator.id) })),
    ),
    "topics.json": json(topics.map(({ topic, policy, heldOut }) => ({ topic, policy, heldOut }))),
  };
}

/** For each annotator: number of judgements, ties, and the shares of the others that agree with their own taste and with gold. */
function annotatorStatistics({ replies, comparisons, tasteOf, goldTaste }) {
  const scored = new Map(replies.map((reply) => [`${reply.promptId}\n${reply.reply}`, reply]));
  const result = new Map();
  for (const { id, taste } of annotators) {
    const own = comparisons.filter(({ annotator }) => annotator === id);
    const decided = own.filter(({ tie }) => tie !== true);
    const share = (by) =>
      decided.filter(
        ({ promptId, chosen, rejected }) =>
          tasteOf(by, scored.get(`${promptId}\n${chosen}`)) >
          tasteOf(by, scored.get(`${promptId}\n${rejected}`)),
      ).length / decided.length;
    result.set(id, {
      judgements: own.length,
      ties: own.length - decided.length,
      agreementWithOwnTaste: Math.round(share(taste) * 1000) / 1000,
      agreementWithGold: Math.round(share(goldTaste) * 1000) / 1000,
    });
  }
  return result;
}

function main() {
  const { Generator } = require(join(root, "dist", "src", "tensor", "generator.js"));
  const annotator = require(join(root, "dist", "src", "preferences", "simulatedAnnotator.js"));
  const files = supportFiles({ Generator, ...annotator });
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text);
    console.log(`data/support/${name}: ${Buffer.byteLength(text)} bytes`);
  }
}

if (require.main === module) main();

module.exports = { supportFiles };

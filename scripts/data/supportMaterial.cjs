"use strict";

const { readdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");

const voices = ["polite", "angry", "short", "long", "typos", "plain"];
/** Reply kinds: correct or wrong, friendly or curt. */
const kinds = ["CF", "CC", "WF", "WC"];

/**
 * Reads the hand-written texts in `folder`: one `## topic` after another with lines `policy:`, `heldout:`, questions
 * (`voice: …`), reply cores (`KIND correctness tone: …`) and true details (`extra: …`); and `frames.md`.
 */
function readMaterial(folder) {
  const topics = readdirSync(folder)
    .filter((name) => name.endsWith(".md") && name !== "frames.md")
    .sort()
    .flatMap((name) => readTopics(join(folder, name)));
  return { topics, frames: readFrames(join(folder, "frames.md")) };
}

function readTopics(path) {
  const topics = [];
  forEachLine(path, (line, fail) => {
    const heading = /^## ([a-z-]+)$/.exec(line);
    if (heading) {
      topics.push({ topic: heading[1], policy: "", heldOut: false, questions: [], replies: [], extras: [] });
      return;
    }
    if (line.startsWith("# ")) return;
    const topic = topics.at(-1);
    const parts = /^([A-Za-z]+)((?: [\d.]+)*): (.+)$/.exec(line);
    if (!topic || !parts) return fail("expected a line `key: text` below a `## topic`");
    const [, key, numbers, text] = parts;
    const [correctness, tone] = numbers.trim().split(" ").map(Number);
    if (key === "policy") topic.policy = text;
    else if (key === "heldout") topic.heldOut = text === "yes";
    else if (key === "extra") topic.extras.push(text);
    else if (voices.includes(key)) topic.questions.push({ voice: key, text });
    else if (kinds.includes(key) && tone !== undefined)
      topic.replies.push({ kind: key, correctness, tone, text });
    else fail(`"${key}" is none of policy, heldout, extra, ${[...voices, ...kinds].join(", ")}`);
  });
  return topics;
}

function readFrames(path) {
  const frames = [];
  forEachLine(path, (line, fail) => {
    if (line.startsWith("# ")) return;
    const parts = /^(opener|closer) (friendly|curt) (any|calm|angry) (-?[\d.]+): (.+)$/.exec(line);
    if (!parts) return fail("expected `opener|closer friendly|curt any|calm|angry change: text`");
    const [, place, manner, mood, change, text] = parts;
    frames.push({ place, manner, mood, change: Number(change), text });
  });
  return frames;
}

function forEachLine(path, use) {
  readFileSync(path, "utf8")
    .split("\n")
    .forEach((line, index) => {
      if (line.trim() === "") return;
      use(line, (what) => {
        throw new Error(`${path}, line ${index + 1}: ${what}.`);
      });
    });
}

module.exports = { readMaterial, kinds, voices };

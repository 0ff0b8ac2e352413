import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readComparisons } from "../../src/preferences/readComparisons";
import { loadSupport, type SupportReply } from "../../src/preferences/shippedData";
import { goldTaste, judge, type Taste, tasteOf, tieBelow } from "../../src/preferences/simulatedAnnotator";
import { Generator } from "../../src/tensor/generator";

const folder = join(process.cwd(), "data", "support");
const support = loadSupport();
const replies = support.prompts.flatMap((prompt) => prompt.replies);
const gold = (reply: SupportReply): number => tasteOf(goldTaste, reply);
const repliesByText = new Map(replies.map((reply) => [`${reply.promptId}\n${reply.reply}`, reply]));

/** All pairs of replies to the same prompt whose gold scores differ, the better one first. */
const goldPairs = support.prompts.flatMap(({ prompt, replies: four }) =>
  four.flatMap((better) =>
    four
      .filter((worse) => gold(better) - gold(worse) >= tieBelow)
      .map((worse) => ({ prompt, better, worse })),
  ),
);

/** The share of gold pairs on which a score prefers the better reply, ties counted as half. */
function shareRight(score: (reply: string, prompt: string) => number): number {
  const points = goldPairs.map(({ prompt, better, worse }) => {
    const difference = score(better.reply, prompt) - score(worse.reply, prompt);
    return difference === 0 ? 0.5 : Number(difference > 0);
  });
  return points.reduce((sum, point) => sum + point, 0) / points.length;
}

test("the generator reproduces every file of the support data byte for byte", () => {
  const { supportFiles } = require(join(process.cwd(), "scripts", "data", "support.cjs")) as {
    supportFiles(library: object): Record<string, string>;
  };
  const files = supportFiles({ Generator, judge, tasteOf, goldTaste });
  assert.equal(Object.keys(files).length, 5);
  for (const [name, text] of Object.entries(files))
    assert.ok(
      readFileSync(join(folder, name), "utf8") === text,
      `${name} differs; run scripts/data/support.cjs`,
    );
});

test("there are at least 300 prompts about at least 30 topics, ten or more to each, with four replies", () => {
  assert.ok(support.prompts.length >= 300);
  assert.ok(support.topics.length >= 30);
  for (const { topic, policy } of support.topics) {
    const prompts = support.prompts.filter((prompt) => prompt.topic === topic);
    assert.ok(prompts.length >= 10, topic);
    assert.ok(policy.length > 20, topic);
    for (const voice of ["polite", "angry", "short", "long", "typos", "plain"])
      assert.ok(
        prompts.some((prompt) => prompt.voice === voice),
        `${topic}: ${voice}`,
      );
  }
  for (const { id, replies: four } of support.prompts)
    assert.deepEqual(four.map(({ kind }) => kind).sort(), ["CC", "CF", "WC", "WF"], id);
});

test("the files together stay under 1.5 MB", () => {
  const names = ["prompts.jsonl", "replies.jsonl", "comparisons.jsonl", "annotators.json", "topics.json"];
  const bytes = names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  assert.ok(bytes < 1.5e6, `${bytes} bytes`);
});

test("no text is empty, has open slots, stray spaces or occurs twice", () => {
  const ids = new Set(support.prompts.map(({ id }) => id));
  assert.equal(ids.size, support.prompts.length);
  assert.equal(new Set(support.prompts.map(({ prompt }) => prompt)).size, support.prompts.length);
  assert.equal(new Set(replies.map(({ reply }) => reply)).size, replies.length);
  for (const text of [...support.prompts.map(({ prompt }) => prompt), ...replies.map(({ reply }) => reply)]) {
    assert.ok(text.length >= 5, JSON.stringify(text));
    assert.doesNotMatch(text, /[{}]|undefined|NaN| {2}|^\s|\s$/, text);
  }
});

test("the gold scores lie in 0 to 1 and agree with the kind of a reply", () => {
  for (const { kind, correctness, tone, reply } of replies) {
    assert.ok(correctness >= 0 && correctness <= 1 && tone >= 0 && tone <= 1, reply);
    assert.ok(
      kind.startsWith("C") ? correctness >= 0.6 : correctness <= 0.45,
      `${kind} ${correctness} ${reply}`,
    );
    assert.ok(kind.endsWith("F") ? tone >= 0.7 : tone <= 0.5, `${kind} ${tone} ${reply}`);
  }
  assert.ok(new Set(replies.map(({ correctness }) => correctness)).size >= 15, "correctness is graded");
  assert.ok(new Set(replies.map(({ tone }) => tone)).size >= 30, "tone is graded");
});

test("splits share no prompt, and the topics of newTopics occur in no other split", () => {
  const topicsOf = (split: string) =>
    new Set(support.prompts.filter((prompt) => prompt.split === split).map(({ topic }) => topic));
  const trained = topicsOf("train");
  for (const topic of topicsOf("newTopics")) assert.ok(!trained.has(topic), topic);
  assert.deepEqual([...topicsOf("test")].sort(), [...trained].sort());
  assert.deepEqual([...topicsOf("validation")].sort(), [...trained].sort());
  const splits = new Map(support.prompts.map(({ prompt, split }) => [prompt, split]));
  for (const { prompt, extra } of support.comparisons) assert.equal(extra.split, splits.get(prompt));
  const heldOut = support.topics.filter((topic) => topic.heldOut).map(({ topic }) => topic);
  assert.deepEqual([...topicsOf("newTopics")].sort(), heldOut.sort());
});

test("neither length nor politeness, numbers or words in common tell the better reply", () => {
  const words = (text: string) => new Set(text.toLowerCase().match(/[a-z]{3,}/g) ?? []);
  const polite = /thank|sorry|please|glad|happy|welcome|apolog|hello|lovely|kind|!/gi;
  const shares = {
    length: shareRight((reply) => reply.length),
    polite: shareRight((reply) => (reply.match(polite) ?? []).length),
    numbers: shareRight((reply) => (reply.match(/\d+/g) ?? []).length),
    overlap: shareRight(
      (reply, prompt) => [...words(reply)].filter((word) => words(prompt).has(word)).length,
    ),
  };
  for (const [name, share] of Object.entries(shares))
    assert.ok(share > 0.4 && share < 0.62, `${name}: ${share.toFixed(3)}`);
  // Yet there is something to learn: correctness and tone together decide.
  assert.ok(shareRight((reply) => (/\b(read|stop|your own|nobody|we do not)\b/i.test(reply) ? -1 : 0)) > 0.5);
});

test("every annotator agrees with their own taste as often as their reliability says", () => {
  for (const { id, reliability, taste } of support.annotators) {
    const decided = support.comparisons.filter((c) => c.annotator === id && c.tie !== true);
    const right = decided.filter((comparison) => agrees(comparison, taste)).length;
    const standardError = Math.sqrt((reliability * (1 - reliability)) / decided.length);
    assert.ok(decided.length >= 150, id);
    assert.ok(
      Math.abs(right / decided.length - reliability) < 3 * standardError,
      `${id}: ${(right / decided.length).toFixed(3)} instead of ${reliability}`,
    );
  }
});

test("the agreement that annotators.json states is that of the comparisons", () => {
  for (const annotator of support.annotators) {
    const own = support.comparisons.filter((comparison) => comparison.annotator === annotator.id);
    const decided = own.filter(({ tie }) => tie !== true);
    const share = (taste: Taste) =>
      Math.round((decided.filter((c) => agrees(c, taste)).length / decided.length) * 1000) / 1000;
    assert.equal(own.length, annotator.judgements);
    assert.equal(own.length - decided.length, annotator.ties);
    assert.equal(share(annotator.taste), annotator.agreementWithOwnTaste);
    assert.equal(share(goldTaste), annotator.agreementWithGold);
  }
});

test("comparisons are of two replies to their prompt, and ties are the pairs that an annotator cannot tell apart", () => {
  const annotators = new Map(support.annotators.map((annotator) => [annotator.id, annotator]));
  for (const { extra, chosen, rejected, annotator, strength, tie } of support.comparisons) {
    const first = repliesByText.get(`${extra.promptId}\n${chosen}`);
    const second = repliesByText.get(`${extra.promptId}\n${rejected}`);
    assert.ok(first && second, `${extra.promptId}: ${chosen}`);
    const { taste } = annotators.get(annotator!)!;
    assert.equal(tie === true, Math.abs(tasteOf(taste, first) - tasteOf(taste, second)) < tieBelow);
    assert.equal(strength === 0, tie === true);
  }
});

test("readComparisons reads the file as loadSupport does", async () => {
  const { comparisons, skipped } = await readComparisons(join(folder, "comparisons.jsonl"));
  assert.equal(skipped, 0);
  assert.deepEqual(comparisons, support.comparisons);
});

function agrees(
  { extra, chosen, rejected }: { extra: { promptId: string }; chosen: string; rejected: string },
  taste: Taste,
): boolean {
  const better = repliesByText.get(`${extra.promptId}\n${chosen}`)!;
  const worse = repliesByText.get(`${extra.promptId}\n${rejected}`)!;
  return tasteOf(taste, better) > tasteOf(taste, worse);
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { goldTaste, judge, type SimulatedAnnotator, tasteOf } from "../../src/preferences/simulatedAnnotator";
import { Generator } from "../../src/tensor/generator";

const right = { reply: "Within 30 days, and we are glad to help.", correctness: 1, tone: 0.9 };
const curt = { reply: "30 days.", correctness: 0.8, tone: 0.3 };
const charming = { reply: "For ever, dear customer!", correctness: 0, tone: 1 };
const annotator = (reliability: number, taste = goldTaste): SimulatedAnnotator => ({
  id: "a",
  reliability,
  taste,
});

test("the value of a reply is the weighted sum of correctness, tone and brevity", () => {
  assert.ok(Math.abs(tasteOf(goldTaste, curt) - (0.6 * 0.8 + 0.4 * 0.3)) < 1e-12);
  const brief = { correctness: 0, tone: 0, brevity: 0.5 };
  assert.ok(Math.abs(tasteOf(brief, curt) - (-0.5 * 8) / 200) < 1e-12);
});

test("over many judgements the better reply is chosen as often as the reliability says, in either order", () => {
  for (const reliability of [0.55, 0.75, 0.95]) {
    const generator = new Generator(7);
    let hits = 0;
    for (let i = 0; i < 4000; i++) {
      const [first, second] = i % 2 === 0 ? [right, curt] : [curt, right];
      const { chosen } = judge(annotator(reliability), "How long?", first, second, generator);
      hits += Number(chosen === right.reply);
    }
    assert.ok(Math.abs(hits / 4000 - reliability) < 0.025, `${hits / 4000} instead of ${reliability}`);
  }
});

test("a taste for tone turns the order round that gold has", () => {
  const charmed = annotator(1, { correctness: 0.1, tone: 0.9, brevity: 0 });
  assert.equal(judge(charmed, "p", curt, charming, new Generator(1)).chosen, charming.reply);
  assert.equal(judge(annotator(1), "p", curt, charming, new Generator(1)).chosen, curt.reply);
});

test("a small difference is a tie, a larger one has a larger strength", () => {
  const nearly = { ...right, reply: "Nearly the same.", tone: 0.87 };
  const tie = judge(annotator(1), "p", right, nearly, new Generator(1));
  assert.deepEqual([tie.tie, tie.strength], [true, 0]);
  const strengths = [
    { ...right, reply: "a", tone: 0.6 },
    { ...right, reply: "b", correctness: 0.6 },
    { ...right, reply: "c", correctness: 0.1 },
  ].map((other) => judge(annotator(1), "p", right, other, new Generator(1)).strength);
  assert.deepEqual(strengths, [1, 2, 3]);
});

test("a slip is never of the greatest strength", () => {
  const generator = new Generator(3);
  for (let i = 0; i < 300; i++) {
    const { chosen, strength } = judge(annotator(0.5), "p", right, charming, generator);
    if (chosen === charming.reply) assert.ok(strength === 1 || strength === 2);
    else assert.equal(strength, 3);
  }
});

test("two equal replies and an impossible reliability are errors", () => {
  assert.throws(() => judge(annotator(1.2), "p", right, curt, new Generator(1)), /between 0 and 1, got 1\.2/);
  const same = { ...right, correctness: 0 };
  assert.throws(() => judge(annotator(1), "p", right, same, new Generator(1)), /field "rejected"/);
});

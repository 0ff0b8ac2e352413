import assert from "node:assert/strict";
import { test } from "node:test";
import { settleJudgements } from "../../src/preferences/annotatorReliability";
import type { Comparison } from "../../src/preferences/comparison";
import { Generator } from "../../src/tensor/generator";

/** Judgements of made-up annotators about `questions` pairs whose better answer is "a". */
function panel(reliabilities: Record<string, number>, questions: number, seed: number): Comparison[] {
  const generator = new Generator(seed);
  return Array.from({ length: questions }, (_, q) =>
    Object.entries(reliabilities).map(([annotator, reliability]): Comparison => {
      const right = generator.rand(1)[0]! < reliability;
      return { prompt: String(q), chosen: right ? "a" : "b", rejected: right ? "b" : "a", annotator };
    }),
  ).flat();
}

test("the reliabilities found are those that the annotators were made with", () => {
  const made = { sure: 0.95, fair: 0.75, poor: 0.6, coin: 0.5 };
  const { annotators } = settleJudgements(panel(made, 2_000, 1));
  for (const { annotator, mean, judgements } of annotators) {
    assert.equal(judgements, 2_000);
    assert.ok(Math.abs(mean - made[annotator as keyof typeof made]) < 0.04, `${annotator}: ${mean}`);
  }
});

test("weighted votes find the better answer more often than the majority does", () => {
  const { questions } = settleJudgements(
    panel({ sure: 0.95, poor: 0.55, weak: 0.55, dim: 0.55, dull: 0.55 }, 500, 2),
  );
  const weighted = questions.filter(({ probability }) => probability > 0.5).length;
  const majority = questions.filter(({ votes: [first, second] }) => first > second).length;
  assert.ok(weighted > 450, `weighted ${weighted} of 500`);
  assert.ok(majority < 400, `majority ${majority} of 500`);
});

test("with one vote each the answer follows the vote, as sure as the prior's vote is strong", () => {
  const [question] = settleJudgements([
    { prompt: "q", chosen: "b", rejected: "a", annotator: "one" },
  ]).questions;
  assert.deepEqual([question!.first, question!.votes], ["a", [0, 1]]);
  assert.ok(question!.probability < 0.5 && question!.probability > 0.1);
});

test("an interval is wide for few judgements and narrow for many", () => {
  const width = (count: number) => {
    const [one] = settleJudgements(panel({ a: 0.8, b: 0.8, c: 0.8 }, count, 3)).annotators;
    assert.ok(one!.low < one!.mean && one!.mean < one!.high);
    return one!.high - one!.low;
  };
  assert.ok(width(10) > 2 * width(200));
});

test("ties are left out, and what cannot be settled is refused", () => {
  const tie: Comparison = { prompt: "q", chosen: "a", rejected: "b", annotator: "x", tie: true };
  assert.throws(() => settleJudgements([tie]), /no judgement that is not a tie/);
  const anonymous: Comparison = { prompt: "q", chosen: "a", rejected: "b" };
  assert.throws(() => settleJudgements([anonymous]), /judgement 0 has no annotator/);
  assert.throws(
    () => settleJudgements([{ ...anonymous, annotator: "x" }], { prior: { right: 1, wrong: 1 } }),
    /right > wrong/,
  );
  assert.throws(() => settleJudgements([{ ...anonymous, annotator: "x" }], { rounds: 0 }), /rounds is 0/);
});

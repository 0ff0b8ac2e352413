import assert from "node:assert/strict";
import { test } from "node:test";
import {
  capitalComparisons,
  capitalPrompt,
  capitalQuestions,
  countryPossessive,
  goldCapitalReward,
  withoutDiacritics,
} from "../../src/preferences/capitals";
import { loadCapitals, loadFrance } from "../../src/preferences/shippedData";
import { Generator } from "../../src/tensor/generator";

const capitals = loadCapitals();
const countryNamed = (name: string) => capitals.countries.find(({ country }) => country === name)!;
const templateOf = (id: string) => capitals.templates.find((template) => template.id === id)!;

test("articles stand where English wants them", () => {
  const netherlands = countryNamed("Netherlands");
  assert.equal(capitalPrompt(netherlands, templateOf("plain")), "What is the capital of the Netherlands?");
  assert.equal(capitalPrompt(netherlands, templateOf("keyword")), "Netherlands: capital?");
  assert.equal(countryPossessive(netherlands), "the Netherlands'");
  assert.equal(countryPossessive(countryNamed("France")), "France's");
});

test("the question about France is the one of notebook 07, with the same kinds of answers", () => {
  const { question, answers } = loadFrance();
  const asked = capitalQuestions(capitals, new Generator(1)).find(({ prompt }) => prompt === question)!;
  const wrong = /^I think it might be .+\?$/;
  assert.deepEqual(
    asked.answers.map(({ text }) => text.replace(wrong, "wrong")),
    answers.map((text) => text.replace(wrong, "wrong")),
  );
});

test("every country is asked about in every phrasing of a split, and the splits share no prompt", () => {
  const train = capitalQuestions(capitals, new Generator(1));
  const evaluation = capitalQuestions(capitals, new Generator(1), { split: "evaluation" });
  assert.equal(train.length, 7 * capitals.countries.length);
  assert.equal(evaluation.length, 3 * capitals.countries.length);
  const prompts = new Set(train.map(({ prompt }) => prompt));
  assert.equal(prompts.size, train.length);
  for (const { prompt } of evaluation) assert.ok(!prompts.has(prompt), prompt);
  for (const { prompt } of [...train, ...evaluation]) assert.doesNotMatch(prompt, /[{}]/);
});

test("the same seed gives the same questions, another seed other wrong answers", () => {
  const draw = (seed: number) => capitalQuestions(capitals, new Generator(seed));
  assert.deepEqual(draw(3), draw(3));
  assert.notDeepEqual(draw(3), draw(4));
});

test("the wrong answer is never right, not even for countries with several seats", () => {
  for (const { country, answers } of capitalQuestions(capitals, new Generator(9))) {
    const wrong = answers.find(({ style }) => style === "wrong")!.text;
    for (const right of [country.capital, ...country.also]) assert.ok(!wrong.includes(`be ${right}?`), wrong);
  }
});

test("the gold reward gives each style its place for every country, with and without diacritics", () => {
  for (const facts of [capitals, withoutDiacritics(capitals)])
    for (const { country, answers } of capitalQuestions(facts, new Generator(5), { split: "evaluation" }))
      for (const { text, goldReward } of answers)
        assert.equal(goldCapitalReward(country, text, facts), goldReward, text);
});

test("the gold reward is not taken in by fragments, lists of cities or empty text", () => {
  const monaco = countryNamed("Monaco");
  const france = countryNamed("France");
  const guinea = countryNamed("Guinea");
  const bolivia = countryNamed("Bolivia");
  assert.equal(goldCapitalReward(monaco, "The capital of Monaco is", capitals), 0);
  assert.equal(goldCapitalReward(monaco, "The capital of Monaco is Monaco.", capitals), 1);
  assert.equal(goldCapitalReward(france, "Paris, London, Berlin, Rome", capitals), 0);
  assert.equal(goldCapitalReward(france, "It is Paris, I believe.", capitals), 0.3);
  assert.equal(goldCapitalReward(france, "comparison", capitals), 0);
  assert.equal(goldCapitalReward(france, "", capitals), 0);
  assert.equal(goldCapitalReward(guinea, "The capital of Guinea is Bissau.", capitals), 0);
  assert.equal(goldCapitalReward(bolivia, "The capital of Bolivia is La Paz.", capitals), 1);
});

test("comparisons follow the France order, and noise reverses the share that it says", () => {
  const questions = capitalQuestions(capitals, new Generator(2));
  const clean = capitalComparisons(questions.slice(0, 1), new Generator(1), { noise: 0 });
  const styles = new Map(questions[0]!.answers.map(({ style, text }) => [text, style]));
  assert.equal(clean.length, 10);
  assert.deepEqual(
    clean.slice(0, 4).map(({ chosen, rejected }) => [styles.get(chosen), styles.get(rejected)]),
    [
      ["fullSentence", "bareName"],
      ["fullSentence", "lowerCase"],
      ["fullSentence", "informal"],
      ["fullSentence", "wrong"],
    ],
  );
  const noisy = capitalComparisons(questions, new Generator(1), { noise: 0.2 });
  const all = capitalComparisons(questions, new Generator(1), { noise: 0 });
  const reversed = noisy.filter(({ chosen }, i) => chosen !== all[i]!.chosen).length / noisy.length;
  assert.ok(Math.abs(reversed - 0.2) < 0.015, `${reversed}`);
  const few = capitalComparisons(questions, new Generator(1), { pairsPerQuestion: 2 });
  assert.equal(few.length, 2 * questions.length);
});

test("noise above one half and more pairs than there are get an error", () => {
  assert.throws(
    () => capitalComparisons([], new Generator(1), { noise: 0.6 }),
    /between 0 and 0\.5, got 0\.6/,
  );
  assert.throws(
    () => capitalComparisons([], new Generator(1), { pairsPerQuestion: 11 }),
    /from 1 to 10, got 11/,
  );
});

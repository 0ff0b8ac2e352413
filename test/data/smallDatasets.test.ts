import assert from "node:assert/strict";
import { test } from "node:test";
import {
  loadCapitals,
  loadFrance,
  loadMetricComparisons,
  loadTimeline,
  type MetricComparison,
} from "../../src/preferences/shippedData";

test("the France ranking gives the ten pairs of the original notebook, in its order", () => {
  const { question, answers, ranking, comparisons } = loadFrance();
  assert.equal(question, "What is the capital of France?");
  assert.equal(answers.length, 5);
  assert.deepEqual(ranking, { tiers: [[2], [0], [1], [4], [3]], steps: [1, 1, 1, 3] });
  const pairs = comparisons.map(({ chosen, rejected }) => [
    answers.indexOf(chosen),
    answers.indexOf(rejected),
  ]);
  const original = [
    [2, 0],
    [2, 1],
    [2, 4],
    [2, 3],
    [0, 1],
    [0, 4],
    [0, 3],
    [1, 4],
    [1, 3],
    [4, 3],
  ];
  assert.deepEqual(pairs, original);
});

test("there are at least 150 countries, each once, none with the capital of another", () => {
  const { countries } = loadCapitals();
  assert.ok(countries.length >= 150);
  assert.equal(new Set(countries.map(({ country }) => country)).size, countries.length);
  assert.equal(new Set(countries.map(({ capital }) => capital)).size, countries.length);
  const continents = new Set(countries.map(({ continent }) => continent));
  assert.deepEqual([...continents].sort(), [
    "Africa",
    "Asia",
    "Europe",
    "North America",
    "Oceania",
    "South America",
  ]);
  for (const { country, capital } of countries) assert.match(country + capital, /^[\p{L} .'-]+$/u);
});

test("well-known and easily mistaken capitals are right", () => {
  const capitals = new Map(loadCapitals().countries.map(({ country, capital }) => [country, capital]));
  const known = {
    Australia: "Canberra",
    Brazil: "Brasília",
    Canada: "Ottawa",
    Turkey: "Ankara",
    Switzerland: "Bern",
    Nigeria: "Abuja",
    "New Zealand": "Wellington",
    Kazakhstan: "Astana",
    Pakistan: "Islamabad",
    Morocco: "Rabat",
    "Ivory Coast": "Yamoussoukro",
    "United States": "Washington",
    Vietnam: "Hanoi",
    Niger: "Niamey",
    Dominica: "Roseau",
  };
  for (const [country, capital] of Object.entries(known)) assert.equal(capitals.get(country), capital);
});

test("at least six phrasings exist, some are held out, and five styles of answers", () => {
  const { templates, styles } = loadCapitals();
  assert.ok(templates.length >= 6);
  assert.ok(templates.some(({ split }) => split === "evaluation"));
  assert.ok(templates.every(({ text }) => /\{(country|Name|country's)\}/.test(text)));
  assert.equal(new Set(templates.map(({ text }) => text)).size, templates.length);
  assert.deepEqual(styles.map(({ id }) => id).sort(), [
    "bareName",
    "fullSentence",
    "informal",
    "lowerCase",
    "wrong",
  ]);
});

test("the timeline has 20 to 30 events in order, each with a source that can be looked up", () => {
  const events = loadTimeline();
  assert.ok(events.length >= 20 && events.length <= 30, `${events.length}`);
  assert.equal(new Set(events.map(({ title }) => title)).size, events.length);
  for (const [i, { year, month, title, who, why, source, strand }] of events.entries()) {
    assert.ok(year >= 1900 && year <= 2026 && (month === undefined || (month >= 1 && month <= 12)), title);
    assert.ok(i === 0 || year >= events[i - 1]!.year, title);
    assert.ok(who.length > 3 && title.length > 2, title);
    assert.match(why, /^[A-Z].{20,}\.$/, title);
    assert.match(source, /^(https?:\/\/\S+|arXiv:\d{4}\.\d{4,5}|.+\(\d{4}\)\. .+)$/, title);
    assert.ok(["reinforcement learning", "preference learning", "language models"].includes(strand), title);
  }
});

test("an arXiv identifier in the timeline agrees with the year and month of its event", () => {
  const cited = loadTimeline().filter(({ source }) => source.startsWith("arXiv:"));
  assert.ok(cited.length >= 15);
  for (const { source, year, month, title } of cited) {
    assert.equal(source.slice(6, 8), String(year).slice(2), title);
    assert.equal(Number(source.slice(8, 10)), month, title);
  }
});

test("there are at least 60 metric pairs in three areas, without empty or equal texts", () => {
  const pairs = loadMetricComparisons();
  assert.ok(pairs.length >= 60);
  assert.equal(new Set(pairs.map(({ id }) => id)).size, pairs.length);
  for (const area of ["polite chat", "correct answers", "creative writing"])
    assert.ok(pairs.filter((pair) => pair.area === area).length >= 20, area);
  for (const { id, prompt, reference, a, b, preferred, why } of pairs) {
    for (const text of [prompt, reference, a, b, why]) assert.ok(text.trim().length >= 1, id);
    assert.notEqual(a, b, id);
    assert.ok(preferred === "a" || preferred === "b", id);
  }
  const first = pairs.filter(({ preferred }) => preferred === "a").length / pairs.length;
  assert.ok(first > 0.4 && first < 0.6, "the place does not give the preference away");
});

test("length agrees with people in some metric pairs of each area and disagrees in others", () => {
  const agrees = ({ a, b, preferred }: MetricComparison) => a.length > b.length === (preferred === "a");
  for (const area of ["polite chat", "correct answers", "creative writing"]) {
    const pairs = loadMetricComparisons().filter((pair) => pair.area === area);
    const share = pairs.filter(agrees).length / pairs.length;
    assert.ok(share > 0.3 && share < 0.7, `${area}: ${share}`);
  }
});

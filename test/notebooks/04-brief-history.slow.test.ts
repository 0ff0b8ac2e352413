import assert from "node:assert/strict";
import { before, test } from "node:test";
import { loadTimeline } from "../../src/preferences/shippedData";
import { assertFigures, assertSmallAndQuiet, figureTitle, proseOf } from "./courseFigures";
import { type ExecutedCourseNotebook, executeCourseNotebook } from "./executedNotebook";

const events = loadTimeline();
let executed: ExecutedCourseNotebook;
before(async () => {
  executed = await executeCourseNotebook("04-brief-history.ipynb");
});

test("the timeline's title states the year that the text gives away", () => {
  const title = figureTitle(executed, "timeline");
  const [, count, all, year] = /^(\d+) of (\d+) events lie in the years from (\d+) on$/.exec(title)!;
  assert.equal(Number(all), events.length);
  assert.equal(Number(count), events.filter((event) => event.year >= Number(year)).length);
  assert.ok(proseOf(executed).includes(`In **${year}**`));
});

test("the slider has a card for every event", () => {
  const layout = executed.figures[0]!.figure.layout as { sliders?: { steps: { args: unknown[] }[] }[] };
  const { steps } = layout.sliders![0]!;
  assert.equal(steps.length, events.length);
  const cards = steps.map(
    ({ args }) => (args[1] as { "annotations[0].text": string })["annotations[0].text"],
  );
  for (const [i, event] of events.entries()) assert.ok(cards[i]!.includes(String(event.year)), event.title);
});

test("the table lists every event with its source", () => {
  const table = executed.displayed("table")[0]!["text/markdown"] as string;
  assert.equal(table.trim().split("\n").length, events.length + 2);
  for (const { title, source } of events) {
    assert.ok(table.includes(title));
    assert.ok(table.includes(source.replace("arXiv:", "https://arxiv.org/abs/")), title);
  }
});

test("the Bradley–Terry scores solve the likelihood equations: expected wins equal wins", () => {
  const [a, b, c] = [...executed.printed("bradley-terry").matchAll(/^[ABC] (-?[\d.]+)$/gm)].map(([, s]) =>
    Number(s),
  );
  const beats = (x: number, y: number) => 30 / (1 + Math.exp(y - x));
  assert.ok(Math.abs(beats(a!, b!) + beats(a!, c!) - 47) < 0.2);
  assert.ok(Math.abs(beats(b!, a!) + beats(b!, c!) - 32) < 0.2);
});

test("REINFORCE ends with the best machine most of the time, as the title says", () => {
  const [, percent] = /best machine is taken (\d+) % of the time/.exec(
    figureTitle(executed, "reinforce-chart"),
  )!;
  assert.ok(Number(percent) > 80);
  const machines = executed.figures[1]!.figure.data as { y: number[] }[];
  assert.equal(Math.round(100 * machines[2]!.y.at(-1)!), Number(percent));
});

test("the budget, the DPO losses and the group's advantages are those of the text", () => {
  assert.match(executed.printed("budget"), /833 hours\n.*45 minutes/);
  const losses = [...executed.printed("dpo").matchAll(/loss ([\d.]+)/g)].map(([, loss]) => loss);
  // β = 1 and one answer moved by a factor f: loss = log(1 + 1/f)
  assert.deepEqual(
    losses,
    [1, 2, 4].map((f) => Math.log(1 + 1 / f).toFixed(3)),
  );
  assert.equal(
    executed.printed("grpo"),
    "1 0 0 0 → 1.50  -0.50  -0.50  -0.50\n1 1 1 1 → 0.00  0.00  0.00  0.00\n",
  );
});

test("every chart has title, axes and caption, and Plotly knows its attributes", () => {
  assertFigures(executed, ["timeline", "reinforce-chart"]);
});

test("the executed notebook is small and quiet", () => assertSmallAndQuiet(executed));

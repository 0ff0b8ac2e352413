import assert from "node:assert/strict";
import { test } from "node:test";
import { timelineChart } from "../../src/charts/timelineChart";
import { loadTimeline, type TimelineEvent } from "../../src/preferences/shippedData";

const event = (year: number, more: Partial<TimelineEvent> = {}): TimelineEvent => ({
  year,
  title: `Of ${year}`,
  who: "A. Author",
  why: "It matters.",
  source: "arXiv:0000.00000",
  strand: "language models",
  ...more,
});

test("events stand in the order of time, months counted, in rows from the top", () => {
  const late = event(2020, { month: 11, title: "November" });
  const early = event(2020, { month: 2, title: "February", strand: "preference learning" });
  const [preference, models] = timelineChart({ events: [late, early] }).data;
  assert.deepEqual([preference!.name, preference!.x, preference!.y], ["preference learning", [2020.13], [0]]);
  assert.deepEqual([models!.name, models!.x, models!.y], ["language models", [2020.88], [1]]);
});

test("a card says title, who, when, why and where from", () => {
  const { layout } = timelineChart({ events: [event(2017, { month: 6, title: "Clips" })] });
  const [card] = layout.annotations as { text: string }[];
  assert.equal(card!.text, "<b>Clips</b><br>A. Author, June 2017<br>It matters.<br>arXiv:0000.00000");
});

test("the slider has a step for every event and rings its mark", () => {
  const { layout, data } = timelineChart({ events: [event(1990), event(2000)], open: "Of 2000" });
  const [slider] = layout.sliders as { active: number; steps: { args: unknown[] }[] }[];
  assert.equal(slider!.active, 1);
  assert.deepEqual(slider!.steps[0]!.args[0], { x: [[1990.5]], y: [[0]] });
  assert.deepEqual([data.at(-1)!.x, data.at(-1)!.y], [[2000.5], [1]]);
});

test("a button's view begins with the first event of its years", () => {
  const { layout } = timelineChart({ events: [event(1927), event(1990), event(2000)], zoomFrom: [1990] });
  const [menu] = layout.updatemenus as {
    buttons: { label: string; args: [object, Record<string, number[]>] }[];
  }[];
  assert.deepEqual(
    menu!.buttons.map(({ label }) => label),
    ["all", "from 1990"],
  );
  const [low, high] = menu!.buttons[1]!.args[1]["yaxis.range"]!;
  assert.ok(high! < 1 && high! > 0 && low! > 2, "rows 1 and 2, and not row 0");
});

test("the title counts the events of the later half of the shipped timeline", () => {
  const events = loadTimeline();
  const { title } = timelineChart({ events }).layout;
  const [, count, all, year] = /^(\d+) of (\d+) events .* (\d{4}) on$/.exec(title.text.replace("<br>", " "))!;
  assert.equal(Number(all), events.length);
  assert.equal(Number(count), events.filter((event) => event.year >= Number(year)).length);
});

test("no events, and an event to open that does not exist, are refused", () => {
  assert.throws(() => timelineChart({ events: [] }), /at least one text/);
  assert.throws(() => timelineChart({ events: [event(1990)], open: "Nothing" }), /no event "Nothing"/);
});

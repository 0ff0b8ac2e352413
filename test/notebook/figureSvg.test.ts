import assert from "node:assert/strict";
import { test } from "node:test";
import { lineChart } from "../../src/charts/lineChart";
import { figureSvg } from "../../src/notebook/figureSvg";

const words = {
  title: "It <rises>",
  xTitle: "step",
  yTitle: "reward (no unit)",
  caption: "Higher is better.",
};

test("a curve as a picture has title, axis titles, round ticks and a line through its points", () => {
  const svg = figureSvg(lineChart({ ...words, lines: { reward: [0, 5, 10] } }));
  assert.match(svg, />It &lt;rises&gt;<\/text>/);
  assert.match(svg, />step<\/text>/);
  assert.match(svg, />reward \(no unit\)<\/text>/);
  for (const tick of [0, 2, 4, 6, 8, 10]) assert.ok(svg.includes(`>${tick}</text>`), `tick ${tick}`);
  const [, points] = /<polyline points="([^"]*)"/.exec(svg)!;
  const [first, middle, last] = points!
    .split(" ")
    .map((place) => place.split(",").map(Number) as [number, number]);
  assert.ok(Math.abs(middle![0] - (first![0] + last![0]) / 2) < 0.2);
  assert.ok(Math.abs(middle![1] - (first![1] + last![1]) / 2) < 0.2);
  assert.ok(last![1] < first![1], "larger values stand higher");
});

test("a single point, a constant line and no points at all can be drawn", () => {
  assert.match(figureSvg(lineChart({ ...words, lines: { a: [3] } })), /<circle/);
  assert.doesNotMatch(figureSvg(lineChart({ ...words, lines: { a: [2, 2, 2] } })), /NaN|Infinity/);
  assert.doesNotMatch(figureSvg({ data: [{ y: [] }] }), /NaN|Infinity/);
});

test("several lines are named and differ in their dashes", () => {
  const svg = figureSvg(lineChart({ ...words, lines: { "a & b": [1, 2], c: [2, 1] } }));
  assert.match(svg, />a &amp; b<\/text>/);
  assert.equal(svg.match(/<polyline/g)!.length, 2);
  assert.match(svg, /stroke-dasharray/);
});

test("the picture is well-formed", () => {
  const svg = figureSvg(lineChart({ ...words, lines: { a: [1, 2], b: [2, 1] } }));
  const opened: string[] = [];
  for (const [, close, name, , own] of svg.matchAll(/<(\/?)([a-z]+)((?:"[^"]*"|[^">])*?)(\/?)>/g)) {
    if (close === "/") assert.equal(opened.pop(), name);
    else if (own === "") opened.push(name!);
  }
  assert.deepEqual(opened, []);
});

test("what is no line is refused", () => {
  assert.throws(
    () => figureSvg({ data: [{ type: "bar", y: [1] }] }),
    /draws lines, found a trace of type "bar"/,
  );
});

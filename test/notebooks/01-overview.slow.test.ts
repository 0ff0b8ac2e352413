import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertFigures, assertSmallAndQuiet, figureTitle, proseOf } from "./courseFigures";
import { type ExecutedCourseNotebook, executeCourseNotebook } from "./executedNotebook";

let executed: ExecutedCourseNotebook;
before(async () => {
  executed = await executeCourseNotebook("01-overview.ipynb");
});

test("the loop ends with nearly all probability on the person's favourite, and the probabilities sum to 100 %", () => {
  const shares = [...executed.printed("loop-result").matchAll(/([\d.]+) % /g)].map(([, share]) =>
    Number(share),
  );
  assert.equal(shares.length, 4);
  assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 100) < 0.25);
  assert.equal(shares.indexOf(Math.max(...shares)), 2);
  assert.ok(shares[2]! > 90);
  assert.match(figureTitle(executed, "loop-chart"), new RegExp(`grows from 25.0 % to ${shares[2]} %`));
});

test("the numbers of the second best answer are those that the text states", () => {
  const [, share, question] = /at most ([\d.]+) %, after question (\d+)/.exec(
    executed.printed("loop-result"),
  )!;
  const left = /([\d.]+) % Air scatters/.exec(executed.printed("loop-result"))![1];
  const text = proseOf(executed);
  assert.ok(text.includes(`climbs from 25 % to ${share} % at question ${question}`));
  assert.ok(text.includes(`left with ${left} %`));
});

test("whose taste it is makes no difference beyond chance", () => {
  const differences = [...executed.printed("other-taste").matchAll(/person ([\d.]+) %, .* ([\d.]+) %/g)].map(
    ([, first, other]) => Number(first) - Number(other),
  );
  assert.equal(differences.length, 3);
  assert.ok(differences.some((d) => d > 0) && differences.some((d) => d < 0));
});

test("the table of contents links to the twelve other sections", () => {
  const linked = new Set(
    [...proseOf(executed).matchAll(/\]\((\d\d-[\w-]+\.ipynb)\)/g)].map(([, name]) => name),
  );
  assert.equal(linked.size, 12);
});

test("the loop is shown as three stages in order", () => {
  assert.match(
    executed.displayed("loop-picture")[0]!["text/plain"] as string,
    /1\. Sample.*\n2\. Ask.*\n3\. Update/,
  );
});

test("the chart has title, axes and caption, and Plotly knows its attributes", () => {
  assertFigures(executed, ["loop-chart"]);
});

test("the executed notebook is small and quiet", () => assertSmallAndQuiet(executed));

import assert from "node:assert/strict";
import { test } from "node:test";
import { loopDiagram } from "../../src/notebook/loopDiagram";

const stages = [
  { name: "Sample", what: "two answers" },
  { name: "Ask", what: "which is better, <a> or <b>?" },
];

test("a loop names its stages in order and says where it begins again", () => {
  const { text } = loopDiagram(stages);
  assert.deepEqual(text.split("\n"), [
    "1. Sample: two answers",
    "2. Ask: which is better, <a> or <b>?",
    "↻ and again from “Sample”.",
  ]);
});

test("the boxes of a loop are items of an ordered list, with their texts escaped", () => {
  const { html } = loopDiagram(stages);
  assert.equal(html.match(/<li /g)!.length, 2);
  assert.ok(html.startsWith("<ol "));
  assert.ok(html.includes("&lt;a&gt;") && !html.includes("<a>"));
});

test("a loop of one stage, or with a stage without a name, is refused", () => {
  assert.throws(() => loopDiagram(stages.slice(1)), /at least two stages, found 1/);
  assert.throws(() => loopDiagram([...stages, { name: " ", what: "" }]), /stages\[2\] has no name/);
});

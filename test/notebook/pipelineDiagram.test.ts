import assert from "node:assert/strict";
import { test } from "node:test";
import { pipelineDiagram } from "../../src/notebook/pipelineDiagram";

const parts = [
  { name: "Imitate", takes: "examples", does: "Copies <them>.", gives: "a model" },
  { name: "Improve", takes: "the model", does: "Makes it better.", gives: "a better model" },
];

test("a pipeline names its parts in order, with what they take, do and give", () => {
  assert.equal(
    pipelineDiagram(parts).text,
    "1. Imitate: takes examples. Copies <them>. It gives a model.\n" +
      "2. Improve: takes the model. Makes it better. It gives a better model.",
  );
});

test("the boxes are items of an ordered list, with an arrow between each two, and their texts escaped", () => {
  const { html } = pipelineDiagram(parts);
  assert.equal(html.match(/<li /g)!.length, 2);
  assert.equal(html.match(/→/g)!.length, 1);
  assert.ok(html.startsWith("<ol "));
  assert.ok(html.includes("Copies &lt;them&gt;."));
});

test("a pipeline of one part, or with a blank text, is refused", () => {
  assert.throws(() => pipelineDiagram(parts.slice(1)), /at least two parts, found 1/);
  assert.throws(
    () => pipelineDiagram([parts[0]!, { ...parts[1]!, gives: " " }]),
    /parts\[1\]\.gives is blank/,
  );
});

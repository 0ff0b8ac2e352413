import assert from "node:assert/strict";
import { test } from "node:test";
import { plainText } from "../../src/charts/chartText";
import { sampleFigures } from "./sampleFigures";

for (const [name, figure] of Object.entries(sampleFigures)) {
  test(`${name} has a title, both axis titles and a caption`, () => {
    const { title, xaxis, yaxis } = figure.layout;
    for (const text of [title.text, xaxis.title.text, yaxis.title.text, figure.caption])
      assert.notEqual(plainText(text).trim(), "");
  });

  test(`${name} says what is under the pointer`, () => {
    for (const trace of figure.data)
      assert.ok(typeof trace.hovertemplate === "string" || trace.hoverinfo === "skip");
  });

  test(`${name} is plain JSON with a transparent background`, () => {
    assert.deepEqual(JSON.parse(JSON.stringify(figure)), figure);
    assert.equal(figure.layout.paper_bgcolor, "rgba(0,0,0,0)");
    assert.equal(figure.layout.plot_bgcolor, "rgba(0,0,0,0)");
  });
}

test("no line of a title is longer than fits on a telephone", () => {
  for (const { layout } of Object.values(sampleFigures))
    for (const line of layout.title.text.split("<br>")) assert.ok(plainText(line).length <= 40, line);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { loadPlotlyValidate } from "./plotlyInNode";
import { sampleFigures } from "./sampleFigures";

const validate = loadPlotlyValidate();

test("Plotly's validation finds attributes that do not exist, so that its silence means something", () => {
  const problems = validate({ data: [{ type: "bar", y: [1], yy: [1] }], layout: { colour: "red" } });
  assert.deepEqual(
    problems.map(({ code }) => code),
    ["schema", "schema"],
  );
});

test("Plotly's validation looks at frames too", () => {
  const frames = [{ name: "one", data: [{ colour: "red" }] }];
  assert.equal(validate({ data: [{ type: "bar", y: [1] }], layout: {}, frames }).length, 1);
});

for (const [name, figure] of Object.entries(sampleFigures)) {
  test(`every attribute of ${name} is one that Plotly knows, with a valid value`, () => {
    assert.deepEqual(validate(figure), []);
  });
}

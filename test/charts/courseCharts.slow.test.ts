import assert from "node:assert/strict";
import { test } from "node:test";
import { choicesOverTime } from "../../src/charts/choicesOverTime";
import type { Figure } from "../../src/charts/figure";
import { priceOfDeviation } from "../../src/charts/priceOfDeviation";
import { scoreSwitch } from "../../src/charts/scoreSwitch";
import { timelineChart } from "../../src/charts/timelineChart";
import { loadTimeline } from "../../src/preferences/shippedData";
import { loadPlotlyValidate } from "./plotlyInNode";

const answers = ["Paris", "a < b & c > d"];
const figures: { [name: string]: Figure } = {
  choicesOverTime: choicesOverTime({ options: answers, choices: [0, 1, 1], liked: [true, false, true] }),
  priceOfDeviation: priceOfDeviation({ answers, reference: [0.5, 0.5], rewards: [1, 0] }),
  scoreSwitch: scoreSwitch({ title: "Two", caption: "Bars.", answers, scorers: { a: [1, 2], b: [2, -1] } }),
  timelineChart: timelineChart({ events: loadTimeline() }),
};

const validate = loadPlotlyValidate();
for (const [name, figure] of Object.entries(figures)) {
  test(`every attribute of ${name} is one that Plotly knows, with a valid value`, () => {
    assert.deepEqual(validate(figure), []);
  });

  test(`${name} is plain JSON`, () => {
    assert.deepEqual(JSON.parse(JSON.stringify(figure)), figure);
  });
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { answerScores } from "../../src/charts/answerScores";
import { beforeAfter } from "../../src/charts/beforeAfter";
import { plainText } from "../../src/charts/chartText";
import { marginLossPicture } from "../../src/charts/marginLossPicture";
import { policyOverTraining } from "../../src/charts/policyOverTraining";
import { pickTimes, scoresOverTraining } from "../../src/charts/scoresOverTraining";
import { speedComparison } from "../../src/charts/speedComparison";

const answers = ["yes", "no", "maybe"];
const titleOf = (figure: { layout: { title: { text: string } } }) => plainText(figure.layout.title.text);
type Marker = { color: string[] };

test("scores of answers are ordered, and the title names the best and the worst", () => {
  const figure = answerScores({ answers, scores: [0.2, 0.9, 0.1] });
  assert.deepEqual(figure.data[0]!.x, [0.9, 0.2, 0.1]);
  assert.equal(titleOf(figure), "“no” comes first, “maybe” last");
});

test("an answer has the same colour in every chart", () => {
  const scores = (answerScores({ answers, scores: [0.2, 0.9, 0.1] }).data[0]!.marker as Marker).color;
  const moving = scoresOverTraining({
    answers,
    scores: [
      [0, 0, 0],
      [0.2, 0.9, 0.1],
    ],
  }).data[0]!.marker as Marker;
  const policy = policyOverTraining({ answers, probabilities: [[0.2, 0.7, 0.1]] }).data;
  assert.deepEqual(scores, moving.color);
  assert.deepEqual(
    scores,
    [1, 0, 2].map((i) => (policy[i]!.line as { color: string }).color),
  );
});

test("before and after are marks on one line an answer, ordered by the values after", () => {
  const figure = beforeAfter({ answers, before: [1, 2, 3], after: [3, 2.5, 1] });
  const [connection, before, after] = figure.data;
  assert.deepEqual(
    [before!.x, after!.x],
    [
      [1, 2, 3],
      [3, 2.5, 1],
    ],
  );
  assert.deepEqual(connection!.x, [1, 3, null, 2, 2.5, null, 3, 1, null]);
  assert.equal(titleOf(figure), "“yes” rises most, from 1.000 to 3.000");
  assert.equal(titleOf(beforeAfter({ answers, before: [1, 1, 1], after: [1, 0, 0] })), "No answer rises");
});

test("few times are all shown; of many, the first and the last and more of the early ones", () => {
  assert.deepEqual(pickTimes(3, 25), [0, 1, 2]);
  for (const rows of [26, 27, 50, 201, 10_000]) {
    const picked = pickTimes(rows, 25);
    assert.equal(picked.length, 25);
    assert.deepEqual([picked[0], picked.at(-1)], [0, rows - 1]);
    for (let i = 1; i < picked.length; i++) assert.ok(picked[i]! > picked[i - 1]!, `${rows} rows`);
    assert.ok(picked[12]! <= (rows - 1) / 2);
  }
});

test("every step of the slider moves to a frame of that name, and it opens on the last", () => {
  const rows = Array.from({ length: 60 }, (_, i) => [i, -i, 0]);
  const { frames, layout, data } = scoresOverTraining({ answers, scores: rows });
  const [slider] = layout.sliders as [{ active: number; steps: { args: [string[]] }[] }];
  assert.deepEqual(
    slider.steps.map((step) => step.args[0][0]),
    frames!.map((frame) => frame.name),
  );
  assert.equal(slider.active, frames!.length - 1);
  assert.deepEqual(data[0]!.x, frames!.at(-1)!.data[0]!.x);
  assert.deepEqual(data[0]!.x, [59, 0, -59]);
});

test("a policy's title says how its likeliest answer grew", () => {
  const probabilities = [
    [0.2, 0.3, 0.5],
    [0.7, 0.1, 0.2],
  ];
  assert.equal(titleOf(policyOverTraining({ answers, probabilities })), "“yes” grows from 20.0 % to 70.0 %");
});

test("the slower and the faster are named with their ratio", () => {
  const timed = (timesMs: number[]) =>
    titleOf(speedComparison({ names: ["a", "b"], timesMs, work: "epoch" }));
  assert.equal(timed([10, 2]), "“b” is 5.0 times as fast as “a”");
  assert.equal(timed([2, 40]), "“a” is 20 times as fast as “b”");
  assert.equal(timed([1, 1.01]), "All take about the same time");
});

test("the picture of the margin loss passes through the loss of the example", () => {
  const { data, layout } = marginLossPicture({ margin: 0.1, difference: -0.3 });
  assert.deepEqual(data[1]!.x, [-0.3]);
  assert.ok(Math.abs((data[1]!.y as number[])[0]! - 0.4) < 1e-12);
  const [slider] = layout.sliders as [{ active: number; steps: { label: string }[] }];
  assert.equal(slider.steps[slider.active]!.label, "0.1");
});

test("a margin that is not offered is added to the slider", () => {
  const [slider] = marginLossPicture({ margin: 0.25, difference: 0 }).layout.sliders as [
    { active: number; steps: { label: string }[] },
  ];
  assert.deepEqual(
    slider.steps.map(({ label }) => label),
    ["0", "0.1", "0.2", "0.25", "0.3", "0.5", "1"],
  );
});

const refused: [string, () => unknown, RegExp][] = [
  ["scores of too few answers", () => answerScores({ answers, scores: [1] }), /scores has 1 numbers, but 3/],
  [
    "no answers",
    () => answerScores({ answers: [], scores: [] }),
    /answers must be a list of at least one text/,
  ],
  [
    "values before of too few answers",
    () => beforeAfter({ answers, before: [1], after: [1, 2, 3] }),
    /before has 1/,
  ],
  [
    "a row of scores that is too short",
    () => scoresOverTraining({ answers, scores: [[1, 2]] }),
    /scores\[0\] has 2/,
  ],
  [
    "one state",
    () => scoresOverTraining({ answers, scores: [[1, 2, 3]], states: 1 }),
    /states must be at least 2/,
  ],
  [
    "unequal times",
    () => scoresOverTraining({ answers, scores: [[1, 2, 3]], times: [1, 2] }),
    /times has 2 numbers, but 1/,
  ],
  ["no training", () => policyOverTraining({ answers, probabilities: [] }), /probabilities has no rows/],
  [
    "numbers that do not sum to 1",
    () => policyOverTraining({ answers, probabilities: [[0.5, 0.5, 0.5]] }),
    /probabilities\[0\] are no probabilities: they must be 0 or more and sum to 1, and sum to 1.5/,
  ],
  [
    "a negative probability",
    () => policyOverTraining({ answers, probabilities: [[-0.5, 1, 0.5]] }),
    /no probabilities/,
  ],
  [
    "a time of zero",
    () => speedComparison({ names: ["a"], timesMs: [0], work: "step" }),
    /a time is a positive number/,
  ],
  [
    "a negative margin",
    () => marginLossPicture({ margin: -1, difference: 0 }),
    /a margin is 0 or more, found -1/,
  ],
  [
    "a difference of NaN",
    () => marginLossPicture({ margin: 0, difference: Number.NaN }),
    /difference\[0\] is NaN/,
  ],
];
for (const [what, draw, message] of refused) {
  test(`a chart of ${what} is refused`, () => {
    assert.throws(draw, message);
  });
}

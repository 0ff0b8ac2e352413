import assert from "node:assert/strict";
import { test } from "node:test";
import { type PolicyStagesOptions, policyStages } from "../../src/charts/policyStages";

const options: PolicyStagesOptions = {
  title: "What each stage does",
  caption: "Bars.",
  stages: ["before", "after"],
  prompts: ["first?", "second?"],
  answers: ["yes", "no"],
  probabilities: [
    [
      [0.5, 0.5],
      [0.9, 0.1],
    ],
    [
      [0.25, 0.75],
      [1, 0],
    ],
  ],
};

test("a trace holds one answer's share in each stage, for the prompt that is shown", () => {
  const shares = (shown?: number) => policyStages({ ...options, shown }).data.map(({ x }) => x);
  assert.deepEqual(shares(), [
    [0.5, 0.25],
    [0.5, 0.75],
  ]);
  assert.deepEqual(shares(1), [
    [0.9, 1],
    [0.1, 0],
  ]);
});

test("the button of a prompt shows what a chart that opens on it shows", () => {
  const [menu] = policyStages(options).layout.updatemenus as {
    active: number;
    buttons: { label: string; args: [{ x: unknown[]; text: unknown[] }] }[];
  }[];
  const second = policyStages({ ...options, shown: 1 });
  assert.deepEqual(
    menu!.buttons.map(({ label }) => label),
    ["first?", "second?"],
  );
  assert.deepEqual(
    menu!.buttons[1]!.args[0].x,
    second.data.map(({ x }) => x),
  );
  assert.deepEqual(
    menu!.buttons[1]!.args[0].text,
    second.data.map(({ text }) => text),
  );
});

test("probabilities that do not fit stages and prompts are refused", () => {
  assert.throws(() => policyStages({ ...options, stages: ["one"] }), /has 2 stages, expected 1/);
  assert.throws(() => policyStages({ ...options, prompts: ["one?"] }), /has 2 prompts, expected 1/);
  assert.throws(() => policyStages({ ...options, shown: 2 }), /shown is 2; expected one of 0 … 1/);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { buttonRow } from "../../src/charts/buttonRow";
import { player } from "../../src/charts/player";

const frames = [1, 2, 3].map((epoch) => ({ name: `epoch ${epoch}`, data: [] }));

interface Controls {
  sliders: [
    { active: number; steps: { label: string; args: [string[], { frame: { duration: number } }] }[] },
  ];
  updatemenus: [{ buttons: { label: string; args: [null, { frame: { duration: number } }] }[] }];
}

test("a player has a step for every frame and opens at the last", () => {
  const { sliders } = player(frames, { unit: "epoch", frameMs: 100 }) as unknown as Controls;
  assert.equal(sliders[0].active, 2);
  assert.deepEqual(
    sliders[0].steps.map(({ label }) => label),
    ["epoch 1", "2", "epoch 3"],
  );
  assert.deepEqual(sliders[0].steps[1]?.args[0], ["epoch 2"]);
});

test("the slider jumps, the Play button takes its time", () => {
  const { sliders, updatemenus } = player(frames, { unit: "epoch", frameMs: 100 }) as unknown as Controls;
  assert.equal(sliders[0].steps[0]?.args[1].frame.duration, 0);
  assert.equal(updatemenus[0].buttons[0]?.args[1].frame.duration, 100);
});

test("a row of buttons has its first button down and keeps the room that was asked for", () => {
  const buttons = [{ label: "all", method: "relayout", args: [{}] }];
  assert.deepEqual(
    { ...buttonRow(buttons), pad: undefined },
    { ...buttonRow(buttons, { room: 20 }), pad: undefined },
  );
  assert.deepEqual(buttonRow(buttons, { room: 20 }).pad, { b: 20 });
  assert.equal(buttonRow(buttons).active, 0);
});

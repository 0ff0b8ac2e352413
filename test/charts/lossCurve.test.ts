import assert from "node:assert/strict";
import { test } from "node:test";
import { lossCurve, lossFinding } from "../../src/charts/lossCurve";

const findings: [number[], string][] = [
  [[3.3548, 1.3, 0, 0.007, 0, 0], "The loss falls from 3.35 to 0 and stays there from epoch 5 on"],
  [[2, 1, 0.5], "The loss falls from 2.00 to 0.50 in 3 epochs"],
  [[1, 2], "The loss rises from 1.00 to 2.00 in 2 epochs"],
  [[1, 2, 1], "The loss ends where it began, at 1.00"],
  [[2], "The loss is 2.00 after the first epoch"],
];
for (const [loss, finding] of findings) {
  test(`the losses ${loss.join(", ")} are titled “${finding}”`, () => {
    assert.equal(lossFinding(loss, "epoch"), finding);
  });
}

test("a title of one's own replaces the one found", () => {
  assert.equal(lossCurve({ loss: [1, 0], title: "Done" }).layout.title.text, "Done");
});

test("held-out loss is a second line", () => {
  const { data } = lossCurve({ loss: [1, 0], validationLoss: [2, 1] });
  assert.deepEqual(
    data.map((trace) => trace.y),
    [
      [1, 0],
      [2, 1],
    ],
  );
});

test("a loss that settles early can be looked at closely, and one that does not has no buttons", () => {
  const loss = Array.from({ length: 200 }, (_, i) => Math.max(0, 6 - i));
  const menus = lossCurve({ loss }).layout.updatemenus as [{ buttons: { label: string; args: object[] }[] }];
  assert.deepEqual(
    menus[0].buttons.map(({ label, args }) => [label, args[0]]),
    [
      ["all 200 epochs", { "xaxis.range[0]": 1, "xaxis.range[1]": 200 }],
      ["first 12", { "xaxis.range[0]": 1, "xaxis.range[1]": 12 }],
    ],
  );
  assert.equal(lossCurve({ loss: loss.slice(0, 12) }).layout.updatemenus, undefined);
  assert.equal(lossCurve({ loss: [1, 1, 1, 1, 1, 1, 1, 1] }).layout.updatemenus, undefined);
});

test("a loss that became NaN is refused with its place", () => {
  assert.throws(() => lossCurve({ loss: [1, Number.NaN] }), /lossCurve: loss\[1\] is NaN/);
  assert.throws(
    () => lossCurve({ loss: [1, 2], validationLoss: [1] }),
    /validationLoss has 1 numbers, but 2/,
  );
  assert.throws(() => lossCurve({ loss: [] }), /loss is empty/);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { broadcastPicture } from "../../src/charts/broadcastPicture";

const options = { better: [1, 0.5], worse: [0.5, 0], margin: 0.6 };

test("the diagonal holds the terms of the pairs, the other squares those of answers of different pairs", () => {
  const [heatmap] = broadcastPicture(options).data;
  const terms = (heatmap!.z as number[][]).map((row) => row.map((term) => Number(term.toFixed(6))));
  assert.deepEqual(terms, [
    [0.1, 0],
    [0.6, 0.1],
  ]);
});

test("the title compares the mean of all terms with that of the diagonal", () => {
  const { text } = broadcastPicture(options).layout.title;
  assert.match(text.replaceAll("<br>", " "), /4 terms are averaged in place of 2: 0\.200, not 0\.100/);
});

test("the second button leaves nothing but the diagonal", () => {
  const [menu] = broadcastPicture(options).layout.updatemenus as {
    buttons: { label: string; args: [{ z: (number | null)[][][] }] }[];
  }[];
  const [, fitting] = menu!.buttons;
  assert.equal(fitting!.label, "[2] − [2]");
  assert.deepEqual(
    fitting!.args[0].z[0]!.map((row) => row.map((term) => term !== null)),
    [
      [true, false],
      [false, true],
    ],
  );
});

test("scores that do not belong together are refused", () => {
  assert.throws(() => broadcastPicture({ better: [1, 2], worse: [1] }), /broadcastPicture: worse/);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { agreementIntervals } from "../../src/charts/agreementIntervals";

const share = (rate: number) => ({ rate, low: rate - 0.1, high: rate + 0.2 });
const options = {
  title: "They disagree",
  caption: "Marks.",
  groups: ["chat", "facts"],
  scorers: { length: [share(0.4), share(0.5)], keywords: [share(0.3), share(0.2)] },
};

test("every scorer has one mark a group, with its interval as an error bar", () => {
  const { data } = agreementIntervals(options);
  assert.deepEqual(
    data.map((trace) => [trace.name, trace.x]),
    [
      ["length", [0.4, 0.5]],
      ["keywords", [0.3, 0.2]],
    ],
  );
  const { array, arrayminus } = data[0]!.error_x as { array: number[]; arrayminus: number[] };
  assert.ok(array.every((size) => Math.abs(size - 0.2) < 1e-12));
  assert.ok(arrayminus.every((size) => Math.abs(size - 0.1) < 1e-12));
});

test("marks of one group stand apart, around the middle of its row", () => {
  const [first, second] = agreementIntervals(options).data.map((trace) => trace.y as number[]);
  assert.ok(first![0]! < 0 && second![0]! > 0 && Math.abs(first![0]! + second![0]!) < 1e-12);
});

test("a scorer without a share for every group is refused by name", () => {
  assert.throws(
    () => agreementIntervals({ ...options, scorers: { length: [share(0.4)] } }),
    /length: rate has 1 numbers, but 2 are needed/,
  );
});

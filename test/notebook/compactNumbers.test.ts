import assert from "node:assert/strict";
import { test } from "node:test";
import { compactNumbers } from "../../src/notebook/compactNumbers";

const cases: [unknown, unknown][] = [
  [0.8055996894836426, 0.8056],
  [123456789, 123456789],
  [123456.789, 123457],
  [-0.000012345678, -0.0000123457],
  [new Float32Array([0.1, 2]), [0.1, 2]],
  [
    { x: [1 / 3, null], name: "a", gone: undefined, f: () => 1 },
    { x: [0.333333, null], name: "a" },
  ],
  [true, true],
];
for (const [value, expected] of cases) {
  test(`${JSON.stringify(value)} is stored as ${JSON.stringify(expected)}`, () => {
    assert.deepEqual(compactNumbers(value), expected);
  });
}

test("a number that JSON cannot hold is refused with its place", () => {
  assert.throws(() => compactNumbers({ data: [{ y: [1, Number.NaN] }] }), /figure\.data\[0\]\.y\[1\] is NaN/);
});

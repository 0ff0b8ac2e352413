import assert from "node:assert/strict";
import test from "node:test";
import { LOSS_NAMES } from "../../../src/evaluation/parity/lossCases";
import { agrees } from "../../../src/evaluation/parity/parityCase";
import { evaluateReferenceFolder } from "../../../src/evaluation/parity/referenceFolder";
import {
  largestError,
  relativeErrorOfArray,
  relativeErrorOfNumber,
} from "../../../src/evaluation/parity/relativeError";
import { VALUE_NAMES } from "../../../src/evaluation/parity/valueCases";

test("every case of the shipped reference files agrees: 21 losses with gradients, values, random numbers, AdamW, the notebook", async () => {
  const { cases, remarks } = await evaluateReferenceFolder("test/fixtures");
  assert.deepEqual(
    cases.filter((each) => !agrees(each)),
    [],
  );
  const names = cases.map(({ name }) => name);
  assert.equal(LOSS_NAMES.length, 21);
  for (const name of [...LOSS_NAMES, ...VALUE_NAMES])
    assert.ok(names.includes(name), `${name} was not evaluated`);
  for (const name of LOSS_NAMES) {
    assert.ok(
      cases.find((each) => each.name === name)?.gradientError !== undefined,
      `${name} has no gradient error`,
    );
  }
  assert.equal(cases.filter(({ file }) => file === "torch-rng.json").length, 40);
  assert.ok(remarks.includes("tiny-gpt2/: not evaluated yet (GPT arrives with a later release)"));
});

test("a case without any error to show does not agree, nor does one whose error is NaN", () => {
  const each = { file: "losses.json", name: "dpo", tolerance: 1e-5 };
  assert.equal(agrees({ ...each, valueError: 1e-5, gradientError: 0 }), true);
  assert.equal(agrees({ ...each, valueError: 1.1e-5, gradientError: 0 }), false);
  assert.equal(agrees({ ...each, valueError: 0, gradientError: 1.1e-5 }), false);
  assert.equal(agrees({ ...each, valueError: Number.NaN }), false);
  assert.equal(agrees(each), false);
});

test("errors count relative to the number itself, near zero relative to a tenth of the array's largest one", () => {
  assert.equal(relativeErrorOfArray([10, 5.5], [10, 5]), 0.1);
  assert.equal(relativeErrorOfArray([10, 0.5], [10, 0]), 0.5);
  assert.equal(relativeErrorOfArray([0, 0], [0, 0]), 0);
  assert.equal(relativeErrorOfArray([1e-4], [0]), 0.1);
  assert.equal(relativeErrorOfNumber(2.5, 2), 0.25);
  assert.equal(relativeErrorOfNumber(0.05, 0), 0.5);
  assert.ok(Number.isNaN(relativeErrorOfArray([Number.NaN, 1], [1, 1])));
  assert.ok(Number.isNaN(relativeErrorOfArray([1, Number.NaN, 2], [1, 1, 2])));
  assert.throws(() => largestError([1], [1, 2], 1), /got 1 numbers, but the reference has 2/);
});

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { tf } from "../../src/tensor/backend";
import { clipByGlobalNorm } from "../../src/tensor/clipByGlobalNorm";

const { clipping } = JSON.parse(readFileSync("test/tensor/torchAdam.json", "utf8")) as {
  clipping: { gradients: number[][]; cases: { maxNorm: number; norm: number; gradients: number[][] }[] };
};

describe("clipByGlobalNorm", () => {
  for (const { maxNorm, norm, gradients } of clipping.cases)
    test(`equals PyTorch's clip_grad_norm_ for a limit of ${maxNorm}`, () => {
      tf.tidy(() => {
        const given = clipping.gradients.map((values) => tf.tensor1d(values));
        const clipped = clipByGlobalNorm(given, maxNorm);
        assert.ok(Math.abs(clipped.norm.dataSync()[0]! - norm) < 1e-6 * norm);
        gradients.forEach((expected, i) => {
          const actual = clipped.gradients[i]!.dataSync();
          expected.forEach((value, k) => {
            assert.ok(Math.abs(actual[k]! - value) < 1e-6, `${actual[k]} against ${value}`);
          });
        });
      });
    });

  test("keeps missing gradients missing, and zero gradients zero", () => {
    tf.tidy(() => {
      const { gradients, norm } = clipByGlobalNorm([undefined, tf.zeros([2])], 1);
      assert.equal(gradients[0], undefined);
      assert.deepEqual(Array.from(gradients[1]!.dataSync()), [0, 0]);
      assert.equal(norm.dataSync()[0], 0);
    });
  });

  test("leaks nothing but what it returns", () => {
    const gradient = tf.ones([4]);
    const before = tf.memory().numTensors;
    const { gradients, norm } = clipByGlobalNorm([gradient], 1);
    assert.equal(tf.memory().numTensors, before + 2);
    tf.dispose([norm, gradient, ...gradients.map((clipped) => clipped!)]);
  });

  test("refuses a limit that is not above 0", () => {
    for (const maxNorm of [0, -1, Number.NaN])
      assert.throws(() => clipByGlobalNorm([], maxNorm), /maxNorm must be above 0/);
  });
});

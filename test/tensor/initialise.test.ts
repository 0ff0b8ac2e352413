import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { Generator } from "../../src/tensor/generator";
import { embeddingWeights, linearWeights } from "../../src/tensor/initialise";

const { cases } = JSON.parse(readFileSync("test/fixtures/torch-rng.json", "utf8"));
const notebook = JSON.parse(readFileSync("test/fixtures/seed-notebook.json", "utf8"));

function assertClose(actual: Float32Array, expected: number[][] | number[]): void {
  const flat = expected.flat();
  assert.equal(actual.length, flat.length);
  flat.forEach((value, i) => {
    assert.ok(Math.abs(actual[i]! - value) <= 1e-6, `element ${i} is ${actual[i]}, in PyTorch ${value}`);
  });
}

describe("default initialisation, against PyTorch", () => {
  for (const { seed, linear_8_3, embedding_6_4 } of cases)
    test(`of nn.Linear(8, 3) and nn.Embedding(6, 4) is the same from seed ${seed}`, () => {
      const { weight, bias } = linearWeights(new Generator(seed), 8, 3);
      assertClose(weight, linear_8_3.weight);
      assertClose(bias, linear_8_3.bias);
      assertClose(embeddingWeights(new Generator(seed), 6, 4), embedding_6_4);
    });

  test("gives the central notebook's reward model, an embedding and then a linear layer from one seed", () => {
    const expected = notebook.example.initialWeights;
    const generator = new Generator(42);
    assertClose(embeddingWeights(generator, 100, 8), expected["embeddings.weight"]);
    const { weight, bias } = linearWeights(generator, 8, 1);
    assertClose(weight, expected["linear.weight"]);
    assertClose(bias, expected["linear.bias"]);
  });
});

test("a linear layer's weights stay within one over the root of its inputs, whatever their number", () => {
  for (const inputs of [1, 2, 7, 64, 1000]) {
    const { weight, bias } = linearWeights(new Generator(1), inputs, 5);
    const bound = Math.fround(1 / Math.sqrt(inputs)) * (1 + 1e-6);
    assert.ok([...weight, ...bias].every((x) => Math.abs(x) <= bound));
    assert.equal(weight.length, 5 * inputs);
    assert.equal(bias.length, 5);
  }
});

test("sizes that make no layer are refused by name", () => {
  assert.throws(() => linearWeights(new Generator(1), 0, 3), /linearWeights: inputs must be .* got 0/);
  assert.throws(() => linearWeights(new Generator(1), 3, 1.5), /outputs must be .* got 1.5/);
  assert.throws(() => embeddingWeights(new Generator(1), 3, -1), /embeddingWeights: size must be .* got -1/);
});

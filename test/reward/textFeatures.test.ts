import assert from "node:assert/strict";
import { test } from "node:test";
import { type SparseVector, TextFeatures } from "../../src/reward/textFeatures";

const length = ({ values }: SparseVector) => Math.hypot(...values.slice(0, -1));
const dot = (a: SparseVector, b: SparseVector) => {
  const other = new Map(Array.from(b.indices, (index, i) => [index, b.values[i]!] as const));
  return Array.from(a.indices).reduce((sum, index, i) => sum + a.values[i]! * (other.get(index) ?? 0), 0);
};

test("a text's n-grams form a vector of length one, whatever the text's length", () => {
  const features = new TextFeatures();
  for (const text of ["Paris", "The capital of France is Paris.", "word ".repeat(500)]) {
    assert.ok(Math.abs(length(features.vector(text)) - 1) < 1e-6);
  }
});

test("the last position grows with the number of words and does not depend on anything else", () => {
  const features = new TextFeatures({ buckets: 64 });
  const lengths = ["", "one", "one two", "one two three"].map((text) => features.vector(text).values.at(-1)!);
  lengths.forEach((value, words) => {
    assert.ok(Math.abs(value - Math.log1p(words) / 2) < 1e-6);
  });
  assert.equal(features.vector("one").indices.at(-1), 64);
  assert.equal(features.size, 65);
});

test("case does not matter, word order does, and texts that share words are closer", () => {
  const features = new TextFeatures();
  const [a, b, c, d] = ["good dog", "Good DOG", "dog good", "entirely unrelated"].map((t) =>
    features.vector(t),
  );
  assert.ok(Math.abs(dot(a!, b!) - dot(a!, a!)) < 1e-6);
  assert.ok(dot(a!, c!) < dot(a!, a!) - 0.05);
  assert.ok(dot(a!, c!) > dot(a!, d!) + 0.3);
});

test("every position is inside of the vector and occurs once, in any script", () => {
  const features = new TextFeatures({ buckets: 128, wordNgrams: 3, characterNgrams: 4 });
  for (const text of ["Ça va? Très bien!", "東京は日本の首都です。", "😀 emoji 😀", "", "a"]) {
    const { indices, values } = features.vector(text);
    assert.equal(indices.length, values.length);
    assert.equal(new Set(indices).size, indices.length);
    assert.ok(indices.every((index) => index >= 0 && index < features.size));
    assert.ok(values.every(Number.isFinite));
  }
});

test("a prompt's words are other features than the same words in the answer", () => {
  const features = new TextFeatures({ characterNgrams: 0 });
  const both = features.vector("yes", "no");
  assert.ok(dot(both, features.vector("yes")) > 0.5);
  assert.ok(Math.abs(dot(both, features.vector("no"))) < 0.2);
});

test("sizes that make no sense are refused", () => {
  assert.throws(() => new TextFeatures({ buckets: 0 }), /buckets is 0/);
  assert.throws(
    () => new TextFeatures({ wordNgrams: -1 }),
    /wordNgrams is -1; expected an integer from 0 to 8/,
  );
});

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { RewardModel } from "../../src/reward/rewardModel";
import { Generator } from "../../src/tensor/generator";
import { RewardTrainer } from "../../src/training/rewardTrainer";

export interface Run {
  pairs: [number, number][];
  margin: number;
  learningRate: number;
  initialWeights: {
    "embeddings.weight": number[][];
    "linear.weight": number[][];
    "linear.bias": number[];
  };
  epochLosses: number[];
  finalScores: number[];
  printed: { losses: Record<string, string>; scores: string[] };
}
export interface Fixture {
  example: Run & { ids: number[]; epochs: number };
  policy: { learningRate: number; epochs: number; probabilities: number[]; printed: string[] };
  exercise: Run & { epochs: number };
}

/** What the original notebook computed, in PyTorch. */
export const fixture = JSON.parse(readFileSync("test/fixtures/seed-notebook.json", "utf8")) as Fixture;

export function assertClose(
  actual: ArrayLike<number>,
  expected: readonly number[],
  tolerance: number,
  what: string,
) {
  assert.equal(actual.length, expected.length, what);
  expected.forEach((value, i) => {
    assert.ok(Math.abs(actual[i]! - value) <= tolerance, `${what}[${i}]: ${actual[i]} instead of ${value}`);
  });
}

function read(model: RewardModel, ids: number[]): Float32Array {
  const scores = model.score(ids);
  const values = scores.dataSync<"float32">().slice();
  scores.dispose();
  return values;
}

/** Trains the notebook's and the exercise's reward models and compares every number with the original's. */
export async function assertTrainsAsInNotebook(gradients: "byHand" | "autodiff"): Promise<void> {
  const { example, exercise } = fixture;
  const generator = new Generator(42);
  const model = new RewardModel({ vocabularySize: 100, embeddingSize: 8, generator });
  const { ids, margin, learningRate, epochs, initialWeights } = example;
  assertClose(model.embeddings.dataSync(), initialWeights["embeddings.weight"].flat(), 1e-6, "embeddings");
  assertClose(model.weight.dataSync(), initialWeights["linear.weight"].flat(), 1e-6, "weight");
  assertClose(model.bias.dataSync(), initialWeights["linear.bias"], 1e-6, "bias");

  const options = { loss: "marginRanking", margin, learningRate, batchSize: 1, gradients } as const;
  const trainer = new RewardTrainer(model, { ...options, epochs });
  const history = await trainer.train(example.pairs.map(([better, worse]) => [ids[better]!, ids[worse]!]));
  assertClose(history.totalLoss, example.epochLosses, 1e-5, "epoch loss");
  for (const [epoch, printed] of Object.entries(example.printed.losses)) {
    assert.equal(history.totalLoss[Number(epoch) - 1]!.toFixed(4), printed);
  }
  const scores = read(model, ids);
  assertClose(scores, example.finalScores, 1e-5, "score");
  assert.deepEqual(
    Array.from(scores, (score) => score.toFixed(3)),
    example.printed.scores,
  );

  // The exercise's model had been made once before the one that was trained.
  new RewardModel({ vocabularySize: 3, embeddingSize: 5, generator }).dispose();
  const second = new RewardModel({ vocabularySize: 3, embeddingSize: 5, generator });
  assertClose(
    second.embeddings.dataSync(),
    exercise.initialWeights["embeddings.weight"].flat(),
    1e-6,
    "embeddings",
  );
  const secondTrainer = new RewardTrainer(second, {
    ...options,
    margin: exercise.margin,
    epochs: exercise.epochs,
  });
  const secondHistory = await secondTrainer.train(exercise.pairs);
  assertClose(secondHistory.totalLoss, exercise.epochLosses, 1e-5, "exercise's epoch loss");
  for (const [epoch, printed] of Object.entries(exercise.printed.losses)) {
    assert.equal(secondHistory.totalLoss[Number(epoch) - 1]!.toFixed(4), printed);
  }
  const secondScores = read(second, [0, 1, 2]);
  assertClose(secondScores, exercise.finalScores, 1e-5, "exercise's score");
  assert.deepEqual(
    Array.from(secondScores, (score) => score.toFixed(3)),
    exercise.printed.scores,
  );

  for (const owner of [model, trainer, second, secondTrainer]) owner.dispose();
}

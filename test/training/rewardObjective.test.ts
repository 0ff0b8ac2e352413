import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../src/tensor/backend";
import { type RewardObjectiveOptions, rewardObjective } from "../../src/training/rewardObjective";

function lossOf(
  options: RewardObjectiveOptions,
  better: number[],
  worse: number[],
  { ties = 0, strengths }: { ties?: number; strengths?: number[] } = {},
): number {
  const loss = tf.tidy(() =>
    rewardObjective(options).ofPairs({
      better: tf.tensor1d(better),
      worse: tf.tensor1d(worse),
      ties,
      strengths: strengths && tf.tensor1d(strengths),
    }),
  );
  const value = loss.dataSync()[0]!;
  loss.dispose();
  return value;
}
const close = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-5, `${actual} instead of ${expected}`);
const softplus = (x: number) => Math.log1p(Math.exp(x));

test("each unit of strength adds strengthMargin to the margin", () => {
  const strong = { strengths: [3] };
  close(lossOf({ loss: "marginRanking", margin: 0.1, strengthMargin: 0.2 }, [0.5], [0], strong), 0.7 - 0.5);
  close(
    lossOf({ loss: "bradleyTerry", margin: 0.1, strengthMargin: 0.2 }, [0.5], [0], strong),
    softplus(0.7 - 0.5),
  );
});

test("a tie is half a judgement in each direction, without margin", () => {
  close(lossOf({ loss: "marginRanking", margin: 0.4 }, [0.5], [0.2], { ties: 1 }), 0.3 / 2);
  close(
    lossOf({ loss: "bradleyTerry", margin: 0.4 }, [0.5], [0.2], { ties: 1 }),
    (softplus(0.3) + softplus(-0.3)) / 2,
  );
});

test("a batch of judgements and ties is weighted by their numbers", () => {
  const options = { loss: "bradleyTerry" } as const;
  const clear = lossOf(options, [1, 2], [0, 3]);
  const tied = lossOf(options, [0.5], [0.2], { ties: 1 });
  close(lossOf(options, [1, 2, 0.5], [0, 3, 0.2], { ties: 1 }), (2 * clear + tied) / 3);
});

test("label smoothing mixes the loss with that of the opposite judgement", () => {
  close(
    lossOf({ loss: "marginRanking", margin: 1, labelSmoothing: 0.25 }, [0.5], [0]),
    0.75 * 0.5 + 0.25 * 1.5,
  );
  close(
    lossOf({ loss: "bradleyTerry", labelSmoothing: 0.25 }, [0.5], [0]),
    0.75 * softplus(-0.5) + 0.25 * softplus(0.5),
  );
});

test("unknown and misplaced options are refused with what is valid", () => {
  const refuse = (options: unknown, message: RegExp) =>
    assert.throws(() => rewardObjective(options as RewardObjectiveOptions), message);
  refuse(
    { loss: "hinge" },
    /unknown loss "hinge"; expected one of marginRanking, bradleyTerry, plackettLuce/,
  );
  refuse({ margin: -1 }, /margin is -1; expected a finite number of 0 or more/);
  refuse({ labelSmoothing: 0.5 }, /labelSmoothing is 0.5; expected 0 <= labelSmoothing < 0.5/);
  refuse({ loss: "marginRanking", centering: 1 }, /"marginRanking" has no centering/);
  refuse({ loss: "plackettLuce", margin: 1 }, /"plackettLuce" has no margin/);
});

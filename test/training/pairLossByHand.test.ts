import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../src/tensor/backend";
import { Generator } from "../../src/tensor/generator";
import { pairLossByHand } from "../../src/training/pairLossByHand";
import { type RewardObjectiveOptions, rewardObjective } from "../../src/training/rewardObjective";

const cases: RewardObjectiveOptions[] = [
  { loss: "marginRanking" },
  { loss: "marginRanking", margin: 1, strengthMargin: 0.3, labelSmoothing: 0.2 },
  { loss: "bradleyTerry" },
  { loss: "bradleyTerry", margin: 0.5, labelSmoothing: 0.1 },
  { loss: "bradleyTerry", margin: 0.2, strengthMargin: 0.3, labelSmoothing: 0.1, centering: 0.01 },
];

for (const options of cases) {
  for (const ties of [0, 2, 6]) {
    test(`the hand-written loss and slopes are those of the pure loss: ${JSON.stringify(options)}, ${ties} ties of 6`, () => {
      const generator = new Generator(11);
      const scores = generator.randn(12);
      const strengths = Array.from(generator.randint(1, 4, 6 - ties));
      const objective = rewardObjective(options);
      tf.tidy(() => {
        const { value, grad } = tf.valueAndGrad((all) => {
          const [better, worse] = tf.split(all as tf.Tensor1D, 2) as [tf.Tensor1D, tf.Tensor1D];
          const given = options.strengthMargin !== undefined && ties < 6 ? tf.tensor1d(strengths) : undefined;
          return objective.ofPairs({ better, worse, ties, strengths: given });
        })(tf.tensor1d(scores));
        const byHand = pairLossByHand(scores, ties, strengths, objective.pairSettings!);
        assert.ok(Math.abs(byHand.loss - value.dataSync()[0]!) < 1e-5 * Math.max(1, byHand.loss));
        grad.dataSync().forEach((slope, i) => {
          assert.ok(
            Math.abs(byHand.slopes[i]! - slope) < 1e-6,
            `slope ${i}: ${byHand.slopes[i]} and ${slope}`,
          );
        });
      });
    });
  }
}

test("the hand-written slopes agree with finite differences", () => {
  for (const options of cases) {
    const settings = rewardObjective(options).pairSettings!;
    const scores = new Generator(2).randn(8);
    const strengths = [1, 2, 3];
    const { slopes } = pairLossByHand(scores, 1, strengths, settings);
    const step = 1e-2;
    scores.forEach((score, i) => {
      const at = (offset: number) => {
        const moved = scores.slice();
        moved[i] = score + offset;
        return pairLossByHand(moved, 1, strengths, settings).loss;
      };
      const slope = (at(step) - at(-step)) / (2 * step);
      assert.ok(Math.abs(slope - slopes[i]!) < 1e-4, `${settings.loss}, score ${i}`);
    });
  }
});

test("scores of any size give finite losses and slopes", () => {
  for (const options of cases) {
    const settings = rewardObjective(options).pairSettings!;
    const scores = Float32Array.from([1e4, -1e4, 0, -1e4, 1e4, 0]);
    const { loss, slopes } = pairLossByHand(scores, 1, [1, 1], settings);
    assert.ok(Number.isFinite(loss));
    assert.ok(slopes.every(Number.isFinite));
  }
});

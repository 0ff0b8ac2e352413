import { pairCalibrationError } from "../reward/calibrationError";

/** How well a reward model does on some judgements. */
export interface RewardMetrics {
  /** Mean loss of a judgement, without the L2 penalty. */
  loss: number;
  /** Share of the pairs whose better answer scores higher; equal scores count half, ties are left out. */
  accuracy: number;
  /** Mean of score(better) − score(worse), ties left out. */
  margin: number;
  /** Expected calibration error of σ(score(better) − score(worse)) in ten bins, ties left out. */
  calibrationError: number;
}

/**
 * @param lossSum sum of the losses of all judgements
 * @param judgements how many there are
 * @param leads score(better) − score(worse) of all pairs that are no ties; accuracy, margin and calibration error are NaN without any
 */
export function rewardMetrics(lossSum: number, judgements: number, leads: readonly number[]): RewardMetrics {
  let right = 0;
  let sum = 0;
  for (const lead of leads) {
    right += lead > 0 ? 1 : lead === 0 ? 0.5 : 0;
    sum += lead;
  }
  return {
    loss: lossSum / judgements,
    accuracy: right / leads.length,
    margin: sum / leads.length,
    calibrationError: pairCalibrationError(leads.map((lead) => 1 / (1 + Math.exp(-lead)))),
  };
}

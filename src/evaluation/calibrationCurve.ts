import { requireSameLength } from "./distribution";

export interface CalibrationInputs {
  /** Predicted probabilities that something happens, e.g. that the first answer is preferred, [predictions]. */
  probabilities: ArrayLike<number>;
  /** Whether it happened: true/1, false/0, or a share between them (½ for a tie), [predictions]. */
  outcomes: ArrayLike<number | boolean>;
}

export interface CalibrationOptions {
  /** Number of bins. Default 10. */
  bins?: number;
  /** Bins of equal width, or of (nearly) equal numbers of predictions. Default "uniform". */
  strategy?: "uniform" | "quantile";
}

/** The predictions of one range of probability. */
export interface CalibrationBin {
  /** Lower end of the range. */
  lower: number;
  /** Upper end of the range. */
  upper: number;
  /** How many predictions fell into it, at least 1. */
  count: number;
  /** Their mean predicted probability. */
  meanProbability: number;
  /** How often it happened. */
  frequency: number;
}

export interface Calibration {
  /** The bins that hold predictions, from low to high. */
  bins: CalibrationBin[];
  /** Σ_bins count/n · |frequency − meanProbability|. */
  expectedCalibrationError: number;
  /** The largest |frequency − meanProbability| of a bin. */
  maximumCalibrationError: number;
  /** Mean of (probability − outcome)². */
  brierScore: number;
}

/**
 * Reliability curve: does what is predicted with probability p happen with frequency p?
 *
 *     ECE = Σ_bins (count / n)·| frequency − meanProbability |
 *
 * Here the bins are over the probability of the event itself, 0…1; `pairCalibrationError` bins the confidence max(p, 1 − p), as
 * Guo et al. do. Sources: DeGroot & Fienberg (1983); Naeini et al. (2015), eq. 2; Guo et al. (2017), eq. 3.
 *
 * @throws RangeError if the lengths differ or are 0, or a probability or outcome lies outside of [0, 1]
 */
export function calibrationCurve(
  { probabilities, outcomes }: CalibrationInputs,
  { bins = 10, strategy = "uniform" }: CalibrationOptions = {},
): Calibration {
  requireSameLength("calibrationCurve", ["probabilities", probabilities], ["outcomes", outcomes]);
  if (!(Number.isInteger(bins) && bins >= 1)) {
    throw new RangeError(`calibrationCurve: bins is ${bins}; expected a whole number of at least 1.`);
  }
  const predictions = Array.from(probabilities, (probability, i) => {
    const outcome = Number(outcomes[i]);
    for (const [name, value] of [
      ["probabilities", probability],
      ["outcomes", outcome],
    ] as const) {
      if (!(value >= 0 && value <= 1)) {
        throw new RangeError(`calibrationCurve: ${name}[${i}] is ${value}; expected a number from 0 to 1.`);
      }
    }
    return { probability, outcome };
  });
  const groups =
    strategy === "uniform" ? uniformBins(predictions, bins) : quantileBins(predictions, bins, strategy);
  const filled = groups.filter(({ members }) => members.length > 0);
  const curve = filled.map(({ lower, upper, members }) => ({
    lower,
    upper,
    count: members.length,
    meanProbability: members.reduce((sum, { probability }) => sum + probability, 0) / members.length,
    frequency: members.reduce((sum, { outcome }) => sum + outcome, 0) / members.length,
  }));
  const gaps = curve.map(({ frequency, meanProbability }) => Math.abs(frequency - meanProbability));
  const n = predictions.length;
  return {
    bins: curve,
    expectedCalibrationError: gaps.reduce((sum, gap, i) => sum + (gap * curve[i]!.count) / n, 0),
    maximumCalibrationError: Math.max(...gaps),
    brierScore:
      predictions.reduce((sum, { probability, outcome }) => sum + (probability - outcome) ** 2, 0) / n,
  };
}

interface Prediction {
  probability: number;
  outcome: number;
}

interface Group {
  lower: number;
  upper: number;
  members: Prediction[];
}

/** Ranges [i/bins, (i+1)/bins), the last one with its upper end. */
function uniformBins(predictions: readonly Prediction[], bins: number): Group[] {
  const groups = Array.from(
    { length: bins },
    (_, i): Group => ({ lower: i / bins, upper: (i + 1) / bins, members: [] }),
  );
  for (const prediction of predictions) {
    groups[Math.min(bins - 1, Math.floor(prediction.probability * bins))]!.members.push(prediction);
  }
  return groups;
}

/** Ranges with equal numbers of predictions; equal probabilities stay together. */
function quantileBins(predictions: readonly Prediction[], bins: number, strategy: string): Group[] {
  if (strategy !== "quantile") {
    throw new RangeError(
      `calibrationCurve: unknown strategy "${strategy}"; expected one of uniform, quantile.`,
    );
  }
  const sorted = [...predictions].sort((a, b) => a.probability - b.probability);
  const groups: Group[] = [];
  for (let bin = 0, start = 0; bin < bins && start < sorted.length; bin++) {
    let end = Math.max(start + 1, Math.round(((bin + 1) * sorted.length) / bins));
    while (end < sorted.length && sorted[end]!.probability === sorted[end - 1]!.probability) end += 1;
    const members = sorted.slice(start, end);
    groups.push({ lower: members[0]!.probability, upper: members.at(-1)!.probability, members });
    start = end;
  }
  return groups;
}

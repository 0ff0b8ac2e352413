import { answerScores } from "../../src/charts/answerScores";
import { barChart } from "../../src/charts/barChart";
import { beforeAfter } from "../../src/charts/beforeAfter";
import type { Figure } from "../../src/charts/figure";
import { lineChart } from "../../src/charts/lineChart";
import { lossCurve } from "../../src/charts/lossCurve";
import { marginLossPicture } from "../../src/charts/marginLossPicture";
import { policyOverTraining } from "../../src/charts/policyOverTraining";
import { scoresOverTraining } from "../../src/charts/scoresOverTraining";
import { speedComparison } from "../../src/charts/speedComparison";

/** Answers that need escaping and wrapping. */
export const answers = ["Paris", "The capital of France is Paris.", "a < b & c > d"];

/** One figure of every chart, with the options that change its shape. */
export const sampleFigures: { [name: string]: Figure } = {
  lineChart: lineChart({
    title: "Two lines",
    xTitle: "step",
    yTitle: "reward (no unit)",
    caption: "Both rise.",
    lines: { one: [1, 2, 3], two: [2, 3, 5] },
  }),
  "lineChart, logarithmic, with positions": lineChart({
    title: "One line",
    xTitle: "time (s)",
    yTitle: "loss",
    caption: "It falls.",
    lines: { one: [100, 10, 1] },
    x: [0.1, 0.2, 0.4],
    yType: "log",
  }),
  barChart: barChart({
    title: "Bars",
    valueTitle: "time (ms)",
    nameTitle: "method",
    caption: "Shorter is better.",
    names: ["slow", "fast"],
    values: [-3, 1.5],
  }),
  lossCurve: lossCurve({ loss: new Float32Array([3, 1, 0, 0]), validationLoss: [3, 2, 1, 1] }),
  "lossCurve, settled early": lossCurve({ loss: Array.from({ length: 60 }, (_, i) => Math.max(0, 3 - i)) }),
  answerScores: answerScores({ answers, scores: [0.8, 0.95, -0.1] }),
  beforeAfter: beforeAfter({ answers, before: [0.1, 0.2, 0.3], after: [0.8, 0.95, -0.1] }),
  scoresOverTraining: scoresOverTraining({
    answers,
    scores: Array.from({ length: 40 }, (_, i) => [i, 2 * i, 5 - i]),
  }),
  policyOverTraining: policyOverTraining({
    answers,
    probabilities: [
      [0.2, 0.3, 0.5],
      [0.1, 0.6, 0.3],
    ],
  }),
  speedComparison: speedComparison({ names: ["one by one", "together"], timesMs: [10, 2], work: "epoch" }),
  marginLossPicture: marginLossPicture({ margin: 0.1, difference: -0.3 }),
};

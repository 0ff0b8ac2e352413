export const version = "0.1.0";

// tensor
export { backendName, tf } from "./tensor/backend";
export * from "./tensor/generator";
export * from "./tensor/initialise";
export * from "./tensor/logSigmoid";

// preferences
export * from "./preferences/comparison";
export * from "./preferences/ranking";

// reward
export * from "./reward/bradleyTerryLoss";
export * from "./reward/l2Penalty";
export * from "./reward/marginRankingLoss";
export * from "./reward/plackettLuceLoss";
export * from "./reward/scorePair";

// training
export * from "./training/cdpoLoss";
export * from "./training/dpoLoss";
export * from "./training/entropy";
export * from "./training/expectedRewardLoss";
export * from "./training/gae";
export * from "./training/grpoAdvantages";
export * from "./training/grpoLoss";
export * from "./training/hingeDpoLoss";
export * from "./training/ipoLoss";
export * from "./training/klController";
export * from "./training/klEstimators";
export * from "./training/klRegularisedRewardLoss";
export * from "./training/ktoLoss";
export * from "./training/orpoLoss";
export * from "./training/ppoPolicyLoss";
export * from "./training/ppoValueLoss";
export * from "./training/preferenceMargin";
export * from "./training/reinforceLoss";
export * from "./training/rlooAdvantages";
export * from "./training/robustDpoLoss";
export * from "./training/simpoLoss";
export * from "./training/whiten";

// evaluation
export * from "./evaluation/bestOfN";
export * from "./evaluation/calibrationCurve";
export * from "./evaluation/estimate";
export * from "./evaluation/klDivergence";
export * from "./evaluation/rankCorrelation";
export * from "./evaluation/tiltedOptimum";
export * from "./evaluation/winRate";

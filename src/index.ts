export const version = "0.1.0";

// charts
export * from "./charts/agreementIntervals";
export * from "./charts/answerScores";
export { type BarChartOptions, barChart } from "./charts/barChart";
export * from "./charts/beforeAfter";
export { type BroadcastPictureOptions, broadcastPicture } from "./charts/broadcastPicture";
export { type ChoicesOverTimeOptions, choicesOverTime } from "./charts/choicesOverTime";
export * from "./charts/describeFigure";
export * from "./charts/figure";
export * from "./charts/intervalChart";
export { type LeadLikelihoodOptions, leadLikelihood } from "./charts/leadLikelihood";
export * from "./charts/lineChart";
export * from "./charts/lossCurve";
export * from "./charts/marginLossPicture";
export * from "./charts/metricDifferences";
export * from "./charts/pathChart";
export * from "./charts/policyOverTraining";
export { type PolicyStagesOptions, policyStages } from "./charts/policyStages";
export * from "./charts/priceOfDeviation";
export * from "./charts/scoreSwitch";
export { type ScoresOverTrainingOptions, scoresOverTraining } from "./charts/scoresOverTraining";
export type { Series } from "./charts/series";
export * from "./charts/shareChart";
export * from "./charts/speedComparison";
export * from "./charts/termMap";
export { type AxisOptions, houseConfig, houseLayout, type LayoutOptions, palette } from "./charts/theme";
export * from "./charts/timelineChart";
export * from "./charts/tradeOffChart";
// evaluation
export * from "./evaluation/bestOfN";
export * from "./evaluation/calibrationCurve";
export * from "./evaluation/estimate";
export * from "./evaluation/greedyAttack";
export * from "./evaluation/klDivergence";
export * from "./evaluation/rankCorrelation";
export * from "./evaluation/tiltedOptimum";
export * from "./evaluation/winRate";
// notebook
export { type DisplayBundle, display, displayMethod } from "./notebook/display";
export type { FigureLike } from "./notebook/figureBundle";
export * from "./notebook/liveChart";
export * from "./notebook/loopDiagram";
export * from "./notebook/pipelineDiagram";
export * from "./notebook/progress";
export {
  type HtmlLike,
  type MarkdownLike,
  type SelfDisplaying,
  type Showable,
  type ShowOptions,
  show,
} from "./notebook/show";
export {
  type ExecutionPlace,
  placeOfExecution,
  type SignoffOptions,
  signoff,
  signoffLines,
} from "./notebook/signoff";
export type { TableLike, TableOptions } from "./notebook/tableBundle";
// policy
export {
  CategoricalPolicy,
  CategoricalPolicy as Policy,
  type CategoricalPolicyOptions,
} from "./policy/categoricalPolicy";
// preferences
export * from "./preferences/annotatorReliability";
export * from "./preferences/capitals";
export {
  type Comparison,
  type ComparisonField,
  type ComparisonMessages,
  comparisonProblem,
  type FieldProblem,
  type Message,
  questionKey,
} from "./preferences/comparison";
export { DataFileError, InvalidRecordError } from "./preferences/dataError";
export * from "./preferences/fetchedData";
export type { DataSource } from "./preferences/fileBytes";
export * from "./preferences/promptSplit";
export * from "./preferences/ranking";
export * from "./preferences/readComparisons";
export type { FieldNames } from "./preferences/record";
export * from "./preferences/shippedData";
export * from "./preferences/simulatedAnnotator";
export { comparisonMeasures, summarise } from "./preferences/summary";
export * from "./preferences/writeComparisons";
// reward
export * from "./reward/bradleyTerryLoss";
export { pairCalibrationError } from "./reward/calibrationError";
export * from "./reward/l2Penalty";
export * from "./reward/linearRewardPosterior";
export * from "./reward/marginRankingLoss";
export * from "./reward/plackettLuceLoss";
export * from "./reward/preferenceExample";
export * from "./reward/rewardEnsemble";
export { RewardModel, type RewardModelOptions } from "./reward/rewardModel";
export * from "./reward/scorePair";
export type { HandWrittenGradient, PreparedBatch, Scorer } from "./reward/scorer";
export * from "./reward/textFeatures";
export * from "./reward/textRewardModel";
// tensor
export { backendName, tf } from "./tensor/backend";
export * from "./tensor/clipByGlobalNorm";
export * from "./tensor/generator";
export * from "./tensor/initialise";
export * from "./tensor/logSigmoid";
export * from "./tensor/optimiser";
export * from "./tensor/safetensors";
// training
export * from "./training/cdpoLoss";
export {
  DIRECT_PREFERENCE_LOSSES,
  type DirectPreferenceLossName,
  type DirectPreferenceObjectiveOptions,
} from "./training/directPreferenceObjective";
export * from "./training/directPreferenceTrainer";
export * from "./training/dpoLoss";
export type { EarlyStopping } from "./training/earlyStopping";
export * from "./training/entropy";
export * from "./training/expectedRewardLoss";
export type { ExpectedRewardOptions } from "./training/expectedRewardObjective";
export * from "./training/gae";
export * from "./training/grpoAdvantages";
export * from "./training/grpoLoss";
export type { GrpoObjectiveOptions } from "./training/grpoObjective";
export * from "./training/hingeDpoLoss";
export * from "./training/ipoLoss";
export * from "./training/klController";
export * from "./training/klEstimators";
export type { KlOptions } from "./training/klPenaltyOptions";
export * from "./training/klRegularisedRewardLoss";
export * from "./training/ktoLoss";
export * from "./training/metricGlossary";
export * from "./training/orpoLoss";
export * from "./training/policyTrainer";
export type { PpoOptions } from "./training/ppoObjective";
export * from "./training/ppoPolicyLoss";
export * from "./training/ppoValueLoss";
export * from "./training/preferenceMargin";
export * from "./training/reinforceLoss";
export type { ReinforceOptions } from "./training/reinforceObjective";
export { NonFiniteError } from "./training/requireFinite";
export type { RewardHistory, RewardMetricsHistory, RewardProgress } from "./training/rewardHistory";
export type { RewardMetrics } from "./training/rewardMetrics";
export { REWARD_LOSSES, type RewardLossName, type RewardObjectiveOptions } from "./training/rewardObjective";
export type { Reward } from "./training/rewardTable";
export * from "./training/rewardTrainer";
export * from "./training/rlooAdvantages";
export type { RlooOptions } from "./training/rlooObjective";
export * from "./training/robustDpoLoss";
export * from "./training/simpoLoss";
export * from "./training/whiten";

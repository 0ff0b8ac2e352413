import { requireChoice, requireNotNegative } from "../reward/requireOption";
import { AdaptiveKlController, FixedKlController, type KlController } from "./klController";
import { KL_ESTIMATORS, type KlEstimator } from "./klEstimators";

/** What it costs the policy to move away from the reference. */
export interface KlOptions {
  /** Price β of one nat of KL(policy ‖ reference). Default 0.1; with a `target` it is where β begins. */
  coefficient?: number;
  /**
   * Where the penalty goes: "reward" (r − β·k, as InstructGPT and RLOO) or "loss" (loss + β·mean k, as GRPO). Default "reward", for
   * objective "grpo" "loss". The exact objective "expectedReward" has no such choice.
   */
  placement?: "reward" | "loss";
  /**
   * How a sampled answer estimates KL. Default "k1" in the reward, "k3" in the loss. What each one's expected gradient is the gradient
   * of: k1 in the reward and k2 in the loss KL(policy ‖ reference), the real thing; k3 in the loss KL(reference ‖ policy); k1 in the
   * loss nothing at all, so that it does not hold the policy. k2 and k3 in the reward are biased.
   */
  estimator?: KlEstimator;
  /** Adapt β so that KL stays near this many nats (Ziegler et al. 2019). Default: β stays as it is. */
  target?: number;
  /** Answers after which a constant relative error of e has changed β by the factor exp(e). Default 1,000. Needs `target`. */
  horizon?: number;
}

/** Checked options with the defaults put in. */
export interface KlSettings {
  placement: "reward" | "loss";
  estimator: KlEstimator;
  controller: KlController;
}

/**
 * @param options without them there is no penalty
 * @param defaultPlacement of the objective; "exact" if it knows no estimators
 * @throws RangeError for unknown or contradicting values
 */
export function klSettings(
  options: KlOptions | undefined,
  defaultPlacement: "reward" | "loss" | "exact",
): KlSettings {
  const where = "PolicyTrainer: kl";
  if (
    defaultPlacement === "exact" &&
    (options?.placement !== undefined || options?.estimator !== undefined)
  ) {
    throw new RangeError(
      `${where}: objective "expectedReward" computes KL exactly; leave out placement and estimator.`,
    );
  }
  const { coefficient = options === undefined ? 0 : 0.1, target, horizon } = options ?? {};
  const placement = options?.placement ?? (defaultPlacement === "loss" ? "loss" : "reward");
  const estimator = options?.estimator ?? (placement === "loss" ? "k3" : "k1");
  requireChoice(where, "placement", placement, ["reward", "loss"]);
  requireChoice(where, "estimator", estimator, KL_ESTIMATORS);
  requireNotNegative(where, { coefficient });
  if (target === undefined && horizon !== undefined) {
    throw new RangeError(
      `${where}: horizon is ${horizon}, but there is no target that β could be adapted to.`,
    );
  }
  const controller =
    target === undefined
      ? new FixedKlController(coefficient)
      : new AdaptiveKlController({ initialCoefficient: coefficient, target, horizon: horizon ?? 1000 });
  return { placement, estimator, controller };
}

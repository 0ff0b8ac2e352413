/** Sets the price of KL while a policy is trained. */
export interface KlController {
  /** The coefficient β to use now. */
  readonly coefficient: number;
  /**
   * Takes note of the KL that was measured and returns the coefficient for what comes next.
   *
   * @param observedKl mean KL to the reference, nats per answer
   * @param samples number of answers since the last call
   */
  update(observedKl: number, samples: number): number;
}

/** A coefficient that stays. */
export class FixedKlController implements KlController {
  constructor(readonly coefficient: number) {
    requirePositive("FixedKlController", "coefficient", coefficient, true);
  }

  update(_observedKl: number, _samples: number): number {
    return this.coefficient;
  }
}

export interface AdaptiveKlOptions {
  /** β at the start. Default 0.2. */
  initialCoefficient?: number;
  /** KL to be held, in nats per answer. Default 6. */
  target?: number;
  /** Answers after which a constant error of e has changed β by about the factor exp(e). Default 10,000. */
  horizon?: number;
}

/**
 * Proportional controller in log space that holds the KL near a target.
 *
 *     e = clip(KL / target − 1, −0.2, 0.2),   β ← β·(1 + e·samples/horizon)
 *
 * Source: Ziegler et al. (2019), Fine-Tuning Language Models from Human Preferences, section 2.2 (K_β = 0.1 there is samples/horizon
 * here, as in its code and in TRL's AdaptiveKLController).
 */
export class AdaptiveKlController implements KlController {
  #coefficient: number;
  readonly target: number;
  readonly horizon: number;

  constructor({ initialCoefficient = 0.2, target = 6, horizon = 10_000 }: AdaptiveKlOptions = {}) {
    requirePositive("AdaptiveKlController", "initialCoefficient", initialCoefficient);
    requirePositive("AdaptiveKlController", "target", target);
    requirePositive("AdaptiveKlController", "horizon", horizon);
    this.#coefficient = initialCoefficient;
    this.target = target;
    this.horizon = horizon;
  }

  get coefficient(): number {
    return this.#coefficient;
  }

  update(observedKl: number, samples: number): number {
    if (!Number.isFinite(observedKl)) {
      throw new RangeError(`AdaptiveKlController: observedKl is ${observedKl}; expected a finite number.`);
    }
    requirePositive("AdaptiveKlController", "samples", samples);
    const error = Math.min(0.2, Math.max(-0.2, observedKl / this.target - 1));
    // More samples than the horizon would overshoot (and at five times the horizon turn β negative); one horizon is the most.
    this.#coefficient *= 1 + error * Math.min(1, samples / this.horizon);
    return this.#coefficient;
  }
}

function requirePositive(where: string, name: string, value: number, orZero = false): void {
  if (!(Number.isFinite(value) && (orZero ? value >= 0 : value > 0))) {
    throw new RangeError(
      `${where}: ${name} is ${value}; expected a ${orZero ? "number of at least 0" : "positive number"}.`,
    );
  }
}

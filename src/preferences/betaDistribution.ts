/** What a Beta(right, wrong) distribution says about a probability after `right` − 1 successes and `wrong` − 1 failures. */
export interface BetaCounts {
  right: number;
  wrong: number;
}

/** How many cells the interval from 0 to 1 is cut into to find quantiles. */
const cells = 4_000;

/**
 * The mean of log p and of log(1 − p) under Beta(right, wrong): ψ(right) − ψ(right + wrong), and the same for `wrong`.
 *
 * @throws RangeError unless both counts are positive
 */
export function betaMeanLogs({ right, wrong }: BetaCounts): { ofRight: number; ofWrong: number } {
  requirePositive("betaMeanLogs", { right, wrong });
  const total = digamma(right + wrong);
  return { ofRight: digamma(right) - total, ofWrong: digamma(wrong) - total };
}

/**
 * The interval that leaves out equally much on both sides of a Beta distribution, to about 1/4,000.
 *
 * @param mass the probability inside, between 0 and 1
 * @throws RangeError unless the counts are positive and the mass lies between 0 and 1
 */
export function betaInterval({ right, wrong }: BetaCounts, mass: number): { low: number; high: number } {
  requirePositive("betaInterval", { right, wrong });
  if (!(mass > 0 && mass < 1))
    throw new RangeError(`betaInterval: mass is ${mass}; expected a number between 0 and 1.`);
  const logDensity = Array.from({ length: cells }, (_, i) => {
    const p = (i + 0.5) / cells;
    return (right - 1) * Math.log(p) + (wrong - 1) * Math.log1p(-p);
  });
  const largest = logDensity.reduce((a, b) => Math.max(a, b));
  const weights = logDensity.map((value) => Math.exp(value - largest));
  const total = weights.reduce((a, b) => a + b);
  const quantile = (share: number) => {
    let sum = 0;
    for (let i = 0; i < cells; i++) {
      const weight = weights[i]! / total;
      if (sum + weight >= share) return (i + (share - sum) / weight) / cells;
      sum += weight;
    }
    return 1;
  };
  return { low: quantile((1 - mass) / 2), high: quantile((1 + mass) / 2) };
}

/** ψ(x), the slope of log Γ: ψ(x) = ψ(x + 1) − 1/x up to 8, then its asymptotic series (Abramowitz & Stegun 6.3.5, 6.3.18). */
function digamma(x: number): number {
  let shifted = x;
  let result = 0;
  while (shifted < 8) {
    result -= 1 / shifted;
    shifted += 1;
  }
  const inverse = 1 / (shifted * shifted);
  const series = inverse * (1 / 12 - inverse * (1 / 120 - inverse * (1 / 252 - inverse / 240)));
  return result + Math.log(shifted) - 1 / (2 * shifted) - series;
}

function requirePositive(where: string, { right, wrong }: BetaCounts): void {
  for (const [name, value] of Object.entries({ right, wrong }))
    if (!(value > 0 && Number.isFinite(value)))
      throw new RangeError(`${where}: ${name} is ${value}; expected a positive number.`);
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { betaInterval, betaMeanLogs } from "../../src/preferences/betaDistribution";

test("the mean logarithms are differences of harmonic numbers for whole counts", () => {
  // ψ(m) − ψ(n) = H(m − 1) − H(n − 1)
  const { ofRight, ofWrong } = betaMeanLogs({ right: 3, wrong: 2 });
  assert.ok(Math.abs(ofRight - (1 / 1 + 1 / 2 - (1 + 1 / 2 + 1 / 3 + 1 / 4))) < 1e-12);
  assert.ok(Math.abs(ofWrong - (1 - (1 + 1 / 2 + 1 / 3 + 1 / 4))) < 1e-12);
});

test("the interval of the uniform distribution, of x² and of a symmetric one are the known ones", () => {
  const close = (found: { low: number; high: number }, low: number, high: number) => {
    assert.ok(Math.abs(found.low - low) < 5e-4 && Math.abs(found.high - high) < 5e-4, JSON.stringify(found));
  };
  close(betaInterval({ right: 1, wrong: 1 }, 0.9), 0.05, 0.95);
  close(betaInterval({ right: 2, wrong: 1 }, 0.9), Math.sqrt(0.05), Math.sqrt(0.95));
  const { low, high } = betaInterval({ right: 40, wrong: 40 }, 0.5);
  close({ low, high }, 1 - high, 1 - low);
});

test("counts that are not positive and impossible masses are refused", () => {
  assert.throws(() => betaMeanLogs({ right: 0, wrong: 1 }), /right is 0/);
  assert.throws(() => betaInterval({ right: 1, wrong: Number.NaN }, 0.9), /wrong is NaN/);
  assert.throws(() => betaInterval({ right: 1, wrong: 1 }, 1), /mass is 1/);
});

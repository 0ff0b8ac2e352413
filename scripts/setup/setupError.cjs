"use strict";

/** A failed step: which one, why, and what to do about it. */
class SetupError extends Error {
  constructor(step, why, cure, detail = "") {
    super(`${step}: ${why}`);
    this.step = step;
    this.why = why;
    this.cure = cure;
    this.detail = detail;
  }

  get report() {
    const lines = ["", `Set-up stopped at "${this.step}".`, `Why: ${this.why}`, `What to do: ${this.cure}`];
    if (this.detail) lines.push("What it printed:", ...this.detail.split("\n").map((line) => `  ${line}`));
    return lines.join("\n");
  }
}

module.exports = { SetupError };

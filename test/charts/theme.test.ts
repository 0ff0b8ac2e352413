import assert from "node:assert/strict";
import { test } from "node:test";
import { ink, palette } from "../../src/charts/theme";

/** Contrast ratio of two colours, WCAG 2.1. */
function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const value = Number.parseInt(colour.slice(i, i + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

test("text can be read on a white page and on JupyterLab's dark one", () => {
  assert.ok(contrast(ink.text, "#ffffff") >= 4.5);
  assert.ok(contrast(ink.text, "#111111") >= 4);
});

test("no colour of the palette vanishes on a white or a dark page", () => {
  for (const colour of palette) {
    assert.ok(contrast(colour, "#ffffff") >= 2, colour);
    assert.ok(contrast(colour, "#111111") >= 2, colour);
  }
});

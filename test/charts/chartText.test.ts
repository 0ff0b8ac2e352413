import assert from "node:assert/strict";
import { test } from "node:test";
import { chartText, formatNumber, lineCount, plainText, quoted } from "../../src/charts/chartText";

test("a text is broken between words into lines of even length", () => {
  assert.equal(chartText("one two three four five", 19), "one two three<br>four five");
  assert.equal(chartText("short", 19), "short");
  assert.equal(lineCount("one two three four five", 19), 2);
});

test("a word longer than the width stays whole", () => {
  assert.equal(chartText("a incomprehensibilities b", 5), "a<br>incomprehensibilities<br>b");
});

test("characters that Plotly would read as markup are escaped, and come back as they were", () => {
  const text = `a < b & "c" > d <script>`;
  assert.equal(chartText(text), `a &lt; b &amp; "c" &gt; d &lt;script&gt;`);
  assert.equal(plainText(chartText(text, 8)), text);
});

test("an escaped entity comes back as it was written", () => {
  assert.equal(plainText(chartText("&lt; & &amp;lt;")), "&lt; & &amp;lt;");
});

test("numbers are short, and a small one is not called zero", () => {
  const cases: [number, number, string][] = [
    [0, 2, "0"],
    [3.3548, 2, "3.35"],
    [-0.25, 3, "−0.250"],
    [0.00004, 2, "4e−5"],
    [1234.5, 1, "1234.5"],
  ];
  for (const [value, decimals, expected] of cases) assert.equal(formatNumber(value, decimals), expected);
});

test("a quoted answer is shortened by whole characters", () => {
  assert.equal(quoted("Paris"), "“Paris”");
  assert.equal(quoted("🙂🙂🙂🙂", 3), "“🙂🙂…”");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { lossCurve } from "../../src/charts/lossCurve";
import { displayMethod } from "../../src/notebook/display";
import { plotlyMimeType } from "../../src/notebook/figureBundle";
import { type Showable, show } from "../../src/notebook/show";
import { recordDisplay, recordPrinted } from "./recordedDisplay";

const figure = lossCurve({ loss: new Float32Array([1 / 3, 0.1, 0]), caption: `Lower is "better" <&>` });

test("a figure is shown as Plotly's JSON, as HTML and in words, and then its caption", async () => {
  const [chart, caption, ...rest] = await recordDisplay(() => show(figure));
  assert.equal(rest.length, 0);
  assert.deepEqual(Object.keys(chart!.data), [plotlyMimeType, "text/html", "text/plain"]);
  const json = chart!.data[plotlyMimeType] as { data: { y: number[] }[]; layout: object };
  assert.deepEqual(json.data[0]!.y, [0.333333, 0.1, 0]);
  assert.match(
    chart!.data["text/plain"] as string,
    /^Chart: The loss falls from 0\.33 to 0 in 3 epochs\.\nLower is/,
  );
  assert.match(caption!.data["text/html"] as string, /<em>Lower is &quot;better&quot; &lt;&amp;&gt;<\/em>/);
});

test("the HTML of a figure cannot be ended by what is in it, and reads as text where nothing draws it", async () => {
  const [chart] = await recordDisplay(() =>
    show({ data: [{ type: "bar", y: [1], name: "</script><script>alert(1)</script>" }], layout: {} }),
  );
  const html = chart!.data["text/html"] as string;
  assert.equal(html.match(/<script/g)!.length, 2);
  assert.match(html, /<div [^>]*>Chart: Chart without a title\./);
});

test("a caption of one's own replaces the figure's, also in words", async () => {
  const displayed = await recordDisplay(() => show(figure, { caption: "Look here." }));
  for (const { data } of displayed) assert.match(data["text/plain"] as string, /Look here\./);
  assert.doesNotMatch(displayed[0]!.data["text/plain"] as string, /better/);
});

test("two runs show the same bundle, byte for byte", async () => {
  assert.deepEqual(await recordDisplay(() => show(figure)), await recordDisplay(() => show(figure)));
});

test("outside of a notebook a figure is printed in words, with its caption once", () => {
  const printed = recordPrinted(() => show(figure));
  assert.equal(printed.match(/Lower is "better"/g)!.length, 1);
});

test("HTML, Markdown and objects that say how they look are passed on", async () => {
  const displayed = await recordDisplay(() => {
    show({ html: "<b>1</b>", text: "1" });
    show({ markdown: "$x^2$" });
    show({ [displayMethod]: () => ({ "text/plain": "me" }) });
  });
  assert.deepEqual(
    displayed.map(({ data }) => data),
    [
      { "text/html": "<b>1</b>", "text/plain": "1" },
      { "text/markdown": "$x^2$", "text/plain": "$x^2$" },
      { "text/plain": "me" },
    ],
  );
});

for (const [what, value] of Object.entries({
  "a string": "hello",
  "a number": 3,
  null: null,
  "a list": [1],
})) {
  test(`${what} is refused, with the list of what can be shown`, () => {
    assert.throws(
      () => show(value as unknown as Showable),
      /show: expected a figure .* a DataFrame, .* console\.log/,
    );
  });
}

test("a figure with NaN is refused with its place", () => {
  assert.throws(() => show({ data: [{ y: [Number.NaN] }] }), /figure\.data\[0\]\.y\[0\] is NaN/);
});

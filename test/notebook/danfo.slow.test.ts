import assert from "node:assert/strict";
import { test } from "node:test";
import "../../src/tensor/backend";
import { DataFrame, Series } from "danfojs-node";
import { show } from "../../src/notebook/show";
import { recordDisplay } from "./recordedDisplay";

test("a danfojs DataFrame is shown as a table with its index and the types of its columns", async () => {
  const frame = new DataFrame({ better: ["Paris", "paris"], lead: [0.5, 1.5] }, { index: ["a", "b"] });
  const [table, caption] = await recordDisplay(() => show(frame, { caption: "Two pairs." }));
  const html = table!.data["text/html"] as string;
  assert.match(html, /better<br><small>string<\/small>/);
  assert.match(html, /lead<br><small>float32<\/small>/);
  assert.match(html, /<th scope="row">b<\/th><td style="text-align:left">paris<\/td>/);
  assert.equal(caption!.data["text/plain"], "Two pairs.");
});

test("a danfojs Series is shown as a table of one column", async () => {
  const [table] = await recordDisplay(() => show(new Series([1, 2, 3], { columns: ["score"] })));
  assert.match(table!.data["text/html"] as string, /score<br><small>int32<\/small>[\s\S]*3 rows, 1 column</);
});

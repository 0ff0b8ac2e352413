import assert from "node:assert/strict";
import { test } from "node:test";
import { lossCurve } from "../../src/charts/lossCurve";
import { plotlyMimeType } from "../../src/notebook/figureBundle";
import { liveChart } from "../../src/notebook/liveChart";
import { recordDisplay, recordPrinted } from "./recordedDisplay";

/** How many points a bundle draws, in the form that a notebook shows. */
function points(data: Record<string, unknown>): number | undefined {
  const svg = data["image/svg+xml"] as string | undefined;
  if (svg?.includes("<circle")) return 1;
  if (svg !== undefined) return /<polyline points="([^"]*)"/.exec(svg)![1]!.split(" ").length;
  return (data[plotlyMimeType] as { data: [{ y: number[] }] } | undefined)?.data[0].y.length;
}

test("a live chart is drawn now and then while data come, and a last time with all of them", async () => {
  let now = 0;
  const losses: number[] = [];
  const displayed = await recordDisplay(() => {
    const live = liveChart(() => lossCurve({ loss: losses }), { intervalMs: 250, now: () => now });
    for (let i = 0; i < 100; i++) {
      losses.push(1 / (i + 1));
      now += 10;
      live.refresh();
    }
    live.finish();
  });
  assert.deepEqual(
    displayed.map(({ data }) => points(data)),
    [1, 26, 51, 76, 100, undefined],
  );
  assert.deepEqual(
    displayed.slice(0, 5).map(({ update }) => update),
    [false, true, true, true, true],
  );
  assert.equal(new Set(displayed.slice(0, 5).map(({ transient }) => transient!.display_id)).size, 1);
  assert.match(displayed[5]!.data["text/plain"] as string, /^The loss after every epoch/);
});

test("a live chart that is only finished is a chart", async () => {
  const displayed = await recordDisplay(() => liveChart(() => lossCurve({ loss: [2, 1] })).finish());
  assert.deepEqual([displayed.length, displayed[0]!.update], [2, false]);
});

test("outside of a notebook only the finished chart is printed", () => {
  const printed = recordPrinted(() => {
    const live = liveChart(() => lossCurve({ loss: [2, 1] }), { intervalMs: 0 });
    live.refresh();
    live.refresh();
    live.finish();
  });
  assert.equal(printed.match(/^Chart:/gm)!.length, 1);
});

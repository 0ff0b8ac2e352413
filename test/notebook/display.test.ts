import assert from "node:assert/strict";
import { test } from "node:test";
import { display } from "../../src/notebook/display";
import { recordDisplay, recordPrinted } from "./recordedDisplay";

const data = { "text/html": "<b>hello</b>", "text/plain": "hello" };

test("in a notebook the bundle goes to the kernel as it is, with the wish to update", async () => {
  const transient = { display_id: "one" };
  const displayed = await recordDisplay(() => {
    display({ data, transient });
    display({ data, transient }, { update: true });
  });
  assert.deepEqual(displayed, [
    { data, transient, update: false },
    { data, transient, update: true },
  ]);
});

test("outside of a notebook the plain text is printed once, and updates are not", () => {
  const printed = recordPrinted(() => {
    display({ data });
    display({ data }, { update: true });
    display({ data: { "text/html": "<b>only</b>" } });
  });
  assert.equal(printed, "hello\n");
});

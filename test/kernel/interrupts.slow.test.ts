import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { KernelSession } from "../../src/kernel/session";
import { CellRecorder } from "./cellRecorder";

let cells: CellRecorder;
before(async () => {
  cells = await CellRecorder.start();
  await cells.value(
    "let survivor = 0; const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));",
  );
});
after(() => cells.stop());

const endless: [name: string, code: string][] = [
  ["a synchronous loop", "for (;;) survivor++;"],
  ["a loop after an await", "await wait(1); for (;;) survivor++;"],
  [
    "a loop in a microtask",
    "Promise.resolve().then(() => { for (;;) survivor++; }); await new Promise(() => {});",
  ],
  ["a loop in a timer", "setTimeout(() => { for (;;) survivor++; }, 1); await new Promise(() => {});"],
  ["a loop in an immediate", "setImmediate(() => { for (;;) survivor++; }); await new Promise(() => {});"],
  ["an endless chain of microtasks", "for (;;) { survivor++; await null; }"],
  ["a loop that prints", "for (;;) { survivor++; console.log('x'.repeat(100)); }"],
  [
    "a loop that catches everything",
    "for (;;) { try { survivor++; JSON.parse('{') } catch {} finally { survivor++ } }",
  ],
  ["a blocking wait", "survivor++; Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);"],
  ["a promise that never settles", "survivor++; await new Promise(() => {});"],
  ["a loop that waits on timers", "for (;;) { survivor++; await wait(1); }"],
];

for (const [name, code] of endless) {
  test(`an interrupt ends ${name}; variables, timers and later cells are well`, async () => {
    await cells.value("survivor = 0");
    const running = cells.run(code);
    await sleep(400);
    await cells.session.interrupt();
    const { status, error, stderr } = await running;
    assert.equal(status, "error");
    assert.equal(error?.ename, "KernelInterrupted");
    assert.equal(stderr, "");
    const after = Number(await cells.value("survivor"));
    assert.ok(after > 0);
    const healthy = await cells.value(
      "await wait(20); await new Promise((resolve) => setImmediate(resolve)); await new Promise<void>((resolve) => process.nextTick(resolve)); survivor",
    );
    assert.equal(Number(healthy), after, "the interrupted code does not go on in the background");
  });
}

test("an interrupt that comes before the code has begun ends it, also while the engine starts", async () => {
  const early = CellRecorder.of(new KernelSession({ cwd: process.cwd() }));
  const running = early.run("for (;;);");
  await sleep(0);
  await early.session.interrupt();
  assert.equal((await running).error?.ename, "KernelInterrupted");
  assert.equal(await early.value("1 + 1"), "2");
  await early.stop();
});

test("an interrupt ends a value's own display method, whether it loops or waits", async () => {
  for (const body of ["for (;;);", "return new Promise(() => {});"]) {
    const running = cells.run(`({ [Symbol.for("Jupyter.display")]() { ${body} } })`);
    await sleep(300);
    await cells.session.interrupt();
    assert.equal((await running).error?.ename, "KernelInterrupted");
    assert.equal(await cells.value("'fine'"), "'fine'");
  }
});

test("an interrupt when nothing runs does nothing", async () => {
  await cells.session.interrupt();
  assert.equal(await cells.value("await wait(150); 'fine'"), "'fine'");
});

test("several interrupts at once are all answered and end one cell", async () => {
  const running = cells.run("for (;;);");
  await sleep(300);
  await Promise.all([cells.session.interrupt(), cells.session.interrupt(), cells.session.interrupt()]);
  assert.equal((await running).error?.ename, "KernelInterrupted");
  assert.equal(await cells.value("'fine'"), "'fine'");
});

test("an interrupt stops code that a finished cell left running in the background", async () => {
  await cells.value("setTimeout(() => { for (;;) survivor++; }, 20); 0");
  await sleep(200);
  await cells.session.interrupt();
  assert.equal(await cells.value("'fine'"), "'fine'");
});

test("values that a cell had assigned before the interrupt are kept", async () => {
  const running = cells.run("const early = 'set'; for (;;);");
  await sleep(300);
  await cells.session.interrupt();
  await running;
  assert.equal(await cells.value("early"), "'set'");
});

/** How errors of running code are reported. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { CellRecorder } from "./cellRecorder";
import { isAlive } from "./isAlive";

let cells: CellRecorder;
before(async () => {
  cells = await CellRecorder.start();
});
after(() => cells.stop());

test("stack frames speak of cells and the lines that the student wrote, types erased or not", async () => {
  const defined = await cells.run(`interface Wide { a: number }
type Narrow = Wide & {
  b: string;
};

// a comment
enum Colour {
  Red,
}
const deep = (value: Narrow): never => {
  const local: Colour = Colour.Red;
  throw new TypeError("bad " + value.b + local);
};`);
  const { error, traceback } = await cells.run(`const run = async (): Promise<void> => {
  await null;
  type Local = string;

  deep({ a: 1, b: "x" as Local });
};
await run();`);
  const [first, second] = [defined.executionCount, defined.executionCount + 1];
  assert.deepEqual([error?.ename, error?.evalue], ["TypeError", "bad x0"]);
  assert.deepEqual(traceback.split("\n"), [
    "TypeError: bad x0",
    '  12 |   throw new TypeError("bad " + value.b + local);',
    "     |         ^",
    `    at deep (cell ${first}:12:9)`,
    `    at run (cell ${second}:5:3)`,
    `    at async cell ${second}:7:1`,
  ]);
});

test("frames of the kernel, of tslab and of Node's insides are left out", async () => {
  const { traceback } = await cells.run(
    "import * as fs from 'fs';\nsetTimeout(() => {}, 0);\nfs.readFileSync('/does/not/exist')",
  );
  assert.match(traceback, /^Error \[ENOENT\]: ENOENT: no such file/);
  assert.doesNotMatch(traceback, /node:|tslab|dist\/src\/kernel|vm\.js/);
  assert.match(traceback, /at cell \d+:3:4$/);
});

test("an error's own stack is already readable inside of the cell", async () => {
  const { stdout } = await cells.run("\n\nconsole.log(new Error('printed').stack)");
  assert.match(stdout, /^Error: printed\n {4}at cell \d+:3:13\n$/);
});

test("frames of libraries are kept", async () => {
  const { traceback } = await cells.run("[1].map(() => { throw new Error('inside') })");
  assert.match(traceback, /at cell \d+:1:23\n {4}at Array\.map \(<anonymous>\)\n {4}at cell \d+:1:5/);
});

test("errors of syntax, of types and of names come with all their places", async () => {
  const syntax = await cells.run("const a = (1;\nlet b = ;");
  assert.equal(syntax.error?.ename, "SyntaxError");
  assert.match(syntax.traceback, /:1:13 - error TS1005/);
  assert.match(syntax.traceback, /:2:9 - error TS1109/);
  const types = await cells.run("const n: number = 'x';\n\nunknownName + 1;");
  assert.equal(types.error?.ename, "TypeScriptError");
  assert.match(types.traceback, /:1:7 - error TS2322/);
  assert.match(
    types.traceback,
    /:3:1 - error TS2304: Cannot find name 'unknownName'\.\n {2}3 \| unknownName \+ 1;\n {4}\| \^{11}/,
  );
});

test("an error output comes with the error, and the same error with the result", async () => {
  const { outputs, error } = await cells.run("throw new Error('both')");
  assert.deepEqual(outputs, [{ output_type: "error", ...error }]);
});

test("an uncaught error in a timer is shown on stderr and the kernel goes on", async () => {
  const { status, stderr, value } = await cells.run(
    "setTimeout(() => { throw new Error('in a timer') }, 5);\nawait new Promise((resolve) => setTimeout(resolve, 60)); 'after'",
  );
  assert.equal(status, "ok");
  assert.match(stderr, /^Uncaught exception: Error: in a timer\n[\s\S]*at .*cell \d+:1:26/);
  assert.equal(value, "'after'");
  assert.equal(await cells.value("1"), "1");
});

test("a rejection that nobody handles is shown in the cell that caused it", async () => {
  const { status, stderr } = await cells.run("void Promise.reject(new Error('forgotten')); 1");
  assert.equal(status, "ok");
  assert.match(stderr, /^Unhandled promise rejection: Error: forgotten/);
});

test("an uncaught error between cells is shown in the cell that ran last", async () => {
  const outputs: string[] = [];
  await cells.session.execute("setTimeout(() => { throw new Error('between') }, 50)", {
    onOutput: (output) => outputs.push(output.output_type === "stream" ? output.text : output.output_type),
  });
  assert.deepEqual(
    outputs.filter((output) => output.includes("between")),
    [],
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.match(outputs.join(""), /Uncaught exception: Error: between/);
});

for (const call of ["process.exit(3)", "process.abort()", "(process as any).reallyExit(1)"]) {
  test(`${call} is an error of the cell`, async () => {
    await cells.value("const survivor = 'alive'");
    const { error } = await cells.run(call);
    assert.equal(error?.ename, "ProcessExit");
    assert.match(error!.evalue, /was called; the kernel goes on/);
    assert.equal(await cells.value("survivor"), "'alive'");
  });
}

test("a crash of the process is an error of the cell, and the next cell runs in a fresh process", async () => {
  await cells.value("const lost = 1");
  const { status, error, outputs } = await cells.run(
    "process.kill(process.pid, 'SIGSEGV'); await new Promise(() => {})",
  );
  assert.equal(status, "error");
  assert.match(
    error!.evalue,
    /the TypeScript process ended \(signal SIGSEGV\); its variables are lost; a fresh one is started/,
  );
  assert.equal(outputs.at(-1)?.output_type, "error");
  assert.match((await cells.run("lost")).error!.evalue, /Cannot find name 'lost'/);
});

test("processes that cells started end with the engine", async () => {
  const pid = Number(
    await cells.value(
      "import { spawn } from 'child_process'; const child = spawn('sleep', ['300'], { stdio: 'inherit' }); child.pid",
    ),
  );
  assert.ok(isAlive(pid));
  const { error } = await cells.run("process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})");
  assert.equal(error?.ename, "EngineEnded");
  await sleep(100);
  assert.ok(!isAlive(pid));
});

test("running out of memory is an error of the cell", async () => {
  const { error, stderr } = await cells.run(
    "import v8 from 'v8'; v8.setFlagsFromString('--max-old-space-size=60'); const hoard: number[][] = []; for (;;) hoard.push(new Array(1e5).fill(1.5));",
  );
  assert.equal(error?.ename, "EngineEnded");
  assert.match(stderr, /heap out of memory|heap limit/);
  assert.equal(await cells.value("1 + 1"), "2");
});

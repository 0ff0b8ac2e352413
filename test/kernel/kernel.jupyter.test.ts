/** The protocol as Jupyter's own client sees it. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "./isAlive";
import { type Exchange, JupyterClient } from "./jupyterClient";

let client: JupyterClient;
before(async () => {
  client = await JupyterClient.start();
});
after(() => client.stop());

const types = ({ iopub }: Exchange) =>
  iopub.map(({ type, content }) => (type === "status" ? `${content.execution_state}` : type));

test("an execution is announced, shows its output and its value, is answered and ends idle", async () => {
  const exchange = await client.execute("console.log('out'); console.error('err'); 6 * 7");
  assert.deepEqual(types(exchange), ["busy", "execute_input", "stream", "stream", "execute_result", "idle"]);
  const { execution_count } = exchange.reply;
  assert.deepEqual(exchange.reply, { status: "ok", execution_count, user_expressions: {}, payload: [] });
  assert.deepEqual(exchange.of("execute_input"), [
    { code: "console.log('out'); console.error('err'); 6 * 7", execution_count },
  ]);
  assert.deepEqual(exchange.of("execute_result"), [
    { execution_count, data: { "text/plain": "42" }, metadata: {} },
  ]);
  assert.equal(exchange.text("stdout"), "out\n");
  assert.equal(exchange.text("stderr"), "err\n");
});

for (const [what, code, ename, evalue] of [
  ["an exception", "throw new RangeError('too far')", "RangeError", "too far"],
  ["a rejected promise", "await Promise.reject(new Error('no'))", "Error", "no"],
  [
    "a type error",
    "const n: number = 'x'",
    "TypeScriptError",
    "1:7 - Type 'string' is not assignable to type 'number'.",
  ],
  ["a syntax error", "let = ;", "SyntaxError", undefined],
  ["process.exit", "process.exit(1)", "ProcessExit", "process.exit(1) was called; the kernel goes on."],
] as const) {
  test(`${what} gives an error message and an execute_reply, both with ename, evalue and traceback`, async () => {
    const exchange = await client.execute(code);
    assert.deepEqual(types(exchange), ["busy", "execute_input", "error", "idle"]);
    const [error] = exchange.of("error");
    assert.equal(error!.ename, ename);
    if (evalue !== undefined) assert.equal(error!.evalue, evalue);
    const traceback = error!.traceback as string[];
    assert.ok(traceback.length > 0 && traceback.every((line) => typeof line === "string"));
    const { status, execution_count, ...rest } = exchange.reply;
    assert.equal(status, "error");
    assert.equal(typeof execution_count, "number");
    assert.deepEqual({ ename: rest.ename, evalue: rest.evalue, traceback: rest.traceback }, error);
  });
}

test("after an error the requests that were already sent are answered aborted and do not run", async () => {
  await client.execute("let ran = 0");
  const failing = client.sendCode(
    "await new Promise((resolve) => setTimeout(resolve, 200)); throw new Error('stop')",
  );
  const queued = [client.sendCode("ran += 1"), client.sendCode("ran += 10")];
  assert.equal((await client.finish(failing)).reply.status, "error");
  for (const id of queued) {
    const exchange = await client.finish(id);
    assert.deepEqual(exchange.reply, { status: "aborted" });
    assert.deepEqual(types(exchange), ["busy", "idle"]);
  }
  const next = await client.execute("ran");
  assert.deepEqual(next.of("execute_result")[0]?.data, { "text/plain": "0" });
});

test("a request that is sent right after the error's reply runs", async () => {
  assert.equal((await client.execute("throw 1")).reply.status, "error");
  assert.equal((await client.execute("1")).reply.status, "ok");
});

test("with stop_on_error false the requests behind a failing one run", async () => {
  const failing = client.sendCode("await new Promise((resolve) => setTimeout(resolve, 100)); throw 1", {
    stop_on_error: false,
  });
  const queued = client.sendCode("ran + 5");
  assert.equal((await client.finish(failing)).reply.status, "error");
  assert.equal((await client.finish(queued)).reply.status, "ok");
});

test("silent code shows nothing and is not counted, code without history is not counted", async () => {
  const { execution_count } = (await client.execute("1")).reply;
  const silent = await client.execute("console.log('quiet'); ran = 77; ran", { silent: true });
  assert.deepEqual(types(silent), ["busy", "idle"]);
  assert.deepEqual([silent.reply.status, silent.reply.execution_count], ["ok", execution_count]);
  const failing = await client.execute("throw new Error('quiet')", { silent: true });
  assert.deepEqual([failing.reply.status, failing.reply.ename], ["error", "Error"]);
  assert.deepEqual(types(failing), ["busy", "idle"]);
  const unkept = await client.execute("ran", { store_history: false });
  assert.deepEqual(unkept.of("execute_result")[0]?.data, { "text/plain": "77" });
  assert.equal((await client.execute("1")).reply.execution_count, Number(execution_count) + 1);
});

test("user expressions are evaluated after the code, each with its own error", async () => {
  await client.execute("let base = 20");
  const user_expressions = {
    sum: "base + 1",
    wrong: "nowhere",
    thrown: "(() => { throw new Error('u') })()",
  };
  const { reply } = await client.execute("base += 1", { user_expressions });
  const results = reply.user_expressions as Record<string, Record<string, unknown>>;
  assert.deepEqual(results.sum, { status: "ok", data: { "text/plain": "22" }, metadata: {} });
  assert.equal(results.wrong!.ename, "TypeScriptError");
  assert.deepEqual(
    [results.thrown!.status, results.thrown!.ename, results.thrown!.evalue],
    ["error", "Error", "u"],
  );
});

test("displays, their updates and clear_output arrive as messages of their own", async () => {
  const exchange = await client.execute(`const show = (globalThis as any)[Symbol.for("rlhf.display")];
show({ data: { "text/html": "<b>0</b>" }, transient: { display_id: "d" } });
show({ data: { "text/html": "<b>1</b>" }, transient: { display_id: "d" } }, true);
(globalThis as any)[Symbol.for("rlhf.clearOutput")](true);`);
  assert.deepEqual(exchange.of("display_data"), [
    { data: { "text/html": "<b>0</b>" }, metadata: {}, transient: { display_id: "d" } },
  ]);
  assert.deepEqual(exchange.of("update_display_data"), [
    { data: { "text/html": "<b>1</b>" }, metadata: {}, transient: { display_id: "d" } },
  ]);
  assert.deepEqual(exchange.of("clear_output"), [{ wait: true }]);
});

test("output is live while a synchronous loop runs, heartbeat and kernel_info are answered, an interrupt ends it", async () => {
  const loop = client.sendCode("let turns = 0; console.log('started'); for (;;) turns++;");
  await client.until(() => client.messages.some(({ parent, type }) => parent === loop && type === "stream"));
  client.send("heartbeat", {}, "heartbeat");
  await client.until(() => client.messages.some(({ type }) => type === "heartbeat"));
  assert.deepEqual(client.messages.find(({ type }) => type === "heartbeat")!.content, { beating: true });
  assert.equal((await client.request("kernel_info_request", {}, "control")).reply.status, "ok");
  assert.equal((await client.request("kernel_info_request")).reply.status, "ok");
  assert.deepEqual((await client.request("interrupt_request", {}, "control")).reply, { status: "ok" });
  const { reply } = await client.finish(loop);
  assert.equal(reply.ename, "KernelInterrupted");
  const turns = (await client.execute("turns > 0")).of("execute_result")[0]?.data;
  assert.deepEqual(turns, { "text/plain": "true" });
});

test("an interrupt ends a pending promise and aborts the requests behind it", async () => {
  const pending = client.sendCode("await new Promise(() => {})");
  const queued = client.sendCode("1");
  await sleep(300);
  await client.request("interrupt_request", {}, "control");
  assert.equal((await client.finish(pending)).reply.ename, "KernelInterrupted");
  assert.deepEqual((await client.finish(queued)).reply, { status: "aborted" });
});

test("SIGINT interrupts, too", async () => {
  const pending = client.sendCode("for (;;);");
  await sleep(300);
  process.kill(client.pid, "SIGINT");
  assert.equal((await client.finish(pending)).reply.ename, "KernelInterrupted");
});

test("the last status is busy while a cell runs, whatever else was asked meanwhile", async () => {
  const running = client.sendCode("await new Promise((resolve) => setTimeout(resolve, 600))");
  await client.until(() => client.messages.some(({ parent }) => parent === running));
  await client.request("kernel_info_request");
  await sleep(100);
  const last = client.messages.filter(({ type }) => type === "status").at(-1)!;
  assert.deepEqual([last.parent, last.content.execution_state], [running, "busy"]);
  await client.finish(running);
});

test("an uncaught error in a timer is shown in the notebook and the kernel lives", async () => {
  const exchange = await client.execute(
    "setTimeout(() => { throw new Error('in a timer') }, 5); await new Promise((resolve) => setTimeout(resolve, 80)); 1",
  );
  assert.match(exchange.text("stderr"), /Uncaught exception: Error: in a timer/);
  assert.equal(exchange.reply.status, "ok");
});

test("a crash of the engine is an error of the cell and not a dead kernel", async () => {
  const exchange = await client.execute("process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})");
  assert.equal(exchange.reply.ename, "EngineEnded");
  assert.deepEqual(exchange.of("error")[0]?.ename, "EngineEnded");
  const fresh = await client.execute("'fresh'");
  assert.deepEqual(fresh.of("execute_result")[0]?.data, { "text/plain": "'fresh'" });
});

test("kernel_info describes the language", async () => {
  const { reply } = await client.request("kernel_info_request");
  const language = reply.language_info as Record<string, unknown>;
  assert.deepEqual(
    [language.name, language.mimetype, language.file_extension, language.pygments_lexer],
    ["typescript", "text/typescript", ".ts", "typescript"],
  );
  assert.equal(reply.protocol_version, "5.3");
});

test("completion and inspection count in code points and know earlier cells", async () => {
  await client.execute("/** How far. */\nconst distanceTravelled: number = 5");
  const code = "'😀'; distanceTrav";
  const { reply } = await client.request("complete_request", { code, cursor_pos: [...code].length });
  assert.deepEqual(reply.matches, ["distanceTravelled"]);
  assert.deepEqual([reply.cursor_start, reply.cursor_end], [5, [...code].length]);
  const member = await client.request("complete_request", { code: "distanceTravelled.toF", cursor_pos: 21 });
  assert.deepEqual(member.reply.matches, ["toFixed"]);
  const inspected = await client.request("inspect_request", {
    code: "distanceTravelled",
    cursor_pos: 4,
    detail_level: 0,
  });
  assert.equal(inspected.reply.found, true);
  assert.match(
    `${(inspected.reply.data as Record<string, string>)["text/plain"]}`,
    /const distanceTravelled: number/,
  );
  const nothing = await client.request("inspect_request", { code: "   ", cursor_pos: 1, detail_level: 0 });
  assert.deepEqual([nothing.reply.status, nothing.reply.found], ["ok", false]);
});

test("is_complete tells finished code from unfinished", async () => {
  assert.equal((await client.request("is_complete_request", { code: "1 + 1" })).reply.status, "complete");
  const open = await client.request("is_complete_request", { code: "function f() {" });
  assert.deepEqual(open.reply, { status: "incomplete", indent: "  " });
});

test("the history is kept, except for silent code", async () => {
  await client.execute("// remember me");
  await client.execute("// forget me", { silent: true });
  const { reply } = await client.request("history_request", {
    hist_access_type: "tail",
    n: 1,
    output: false,
    raw: true,
  });
  const [[session, line, source]] = reply.history as [[number, number, string]];
  assert.deepEqual([reply.status, session, source], ["ok", 1, "// remember me"]);
  assert.equal(typeof line, "number");
});

test("comms, the debugger and unknown messages are refused quietly", async () => {
  assert.deepEqual((await client.request("comm_info_request", { target_name: "jupyter.widget" })).reply, {
    status: "ok",
    comms: {},
  });
  const opened = client.send("comm_open", { comm_id: "c1", target_name: "jupyter.widget", data: {} });
  await client.until(() =>
    client.messages.some(({ parent, type }) => parent === opened && type === "comm_close"),
  );
  const debug = await client.request(
    "debug_request",
    { seq: 3, type: "request", command: "initialize" },
    "control",
  );
  assert.deepEqual([debug.reply.success, debug.reply.request_seq], [false, 3]);
  const unknown = client.send("some_future_request", { a: 1 });
  await client.until(
    () => client.messages.filter(({ parent, type }) => parent === unknown && type === "status").length === 2,
  );
  assert.equal((await client.execute("1")).reply.status, "ok");
});

test("requests that are not as the protocol has them are answered with errors", async () => {
  const { reply } = await client.request("history_request", { hist_access_type: "search", pattern: 5 });
  assert.equal(reply.status, "error");
  const odd = await client.execute("1", { user_expressions: null, stop_on_error: null });
  assert.equal(odd.reply.status, "ok");
  assert.equal((await client.request("complete_request", {})).reply.status, "ok");
});

test("input is never requested", () => {
  assert.deepEqual(
    client.messages.filter(({ channel }) => channel === "stdin"),
    [],
  );
});

test("the messages of a long printing loop all arrive, in order", async () => {
  const exchange = await client.execute("for (let i = 0; i < 20000; i++) console.log(i); 'end'");
  const expected = Array.from({ length: 20000 }, (_, i) => `${i}\n`).join("");
  assert.ok(exchange.text("stdout") === expected);
  assert.ok(exchange.of("stream").length < 1000, "small writes are joined");
});

test("shutdown is answered, everything ends and nothing is left", async () => {
  const own = await JupyterClient.start();
  const { of } = await own.execute("process.pid");
  const enginePid = Number((of("execute_result")[0]!.data as Record<string, string>)["text/plain"]);
  own.sendCode("for (;;);");
  await sleep(300);
  const id = own.send("shutdown_request", { restart: false }, "control");
  await own.until(() => own.messages.some(({ parent, channel }) => parent === id && channel === "control"));
  const reply = own.messages.find(({ parent, channel }) => parent === id && channel === "control")!;
  assert.deepEqual(reply.content, { status: "ok", restart: false });
  for (let waited = 0; isAlive(own.pid) || isAlive(enginePid); waited += 50) {
    assert.ok(waited < 5000, "the kernel or its engine is still there");
    await sleep(50);
  }
  await own.stop();
});

test("when the kernel is killed its engine ends, also in an endless loop", async () => {
  const own = await JupyterClient.start();
  const { of } = await own.execute("process.pid");
  const enginePid = Number((of("execute_result")[0]!.data as Record<string, string>)["text/plain"]);
  own.sendCode("for (;;);");
  await sleep(300);
  process.kill(own.pid, "SIGKILL");
  for (let waited = 0; isAlive(enginePid); waited += 50) {
    assert.ok(waited < 6000, "the engine is still there");
    await sleep(50);
  }
  await own.stop();
});

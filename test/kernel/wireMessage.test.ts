import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { MessageCodec } from "../../src/kernel/wireMessage";

const codec = new MessageCodec("secret");

test("a message survives encoding and decoding with its routing prefix and parent", () => {
  const request = codec.create("execute_request", { code: "1 + 1" }, undefined, [Buffer.from("client")]);
  const reply = codec.create("execute_reply", { status: "ok" }, request, request.identities);
  const decoded = codec.decode(codec.encode(reply));
  assert.deepEqual(decoded.identities, [Buffer.from("client")]);
  assert.deepEqual(decoded.parentHeader, request.header);
  assert.equal(decoded.header.msg_type, "execute_reply");
  assert.deepEqual(decoded.content, { status: "ok" });
});

test("the signature is the HMAC-SHA256 of header, parent, metadata and content, in hexadecimal", () => {
  const frames = codec.encode(codec.create("status", { execution_state: "idle" }));
  const [delimiter, signature, ...parts] = frames;
  assert.equal(delimiter!.toString(), "<IDS|MSG>");
  const expected = createHmac("sha256", "secret").update(Buffer.concat(parts)).digest("hex");
  assert.equal(signature!.toString(), expected);
  assert.equal(parts.length, 4);
});

test("a message signed with another key is refused", () => {
  const foreign = new MessageCodec("other").create("shutdown_request", {});
  const frames = new MessageCodec("other").encode(foreign);
  assert.throws(() => codec.decode(frames), /signature of a message is wrong/);
});

test("a changed message is refused", () => {
  const frames = codec.encode(codec.create("execute_request", { code: "1" }));
  frames[frames.length - 1] = Buffer.from(JSON.stringify({ code: "2" }));
  assert.throws(() => codec.decode(frames), /signature of a message is wrong/);
});

test("buffers after the four parts belong to the signature", () => {
  const frames = codec.encode(codec.create("comm_msg", {}));
  frames.push(Buffer.from("buffer"));
  assert.throws(() => codec.decode(frames), /signature of a message is wrong/);
  frames[1] = Buffer.from(
    createHmac("sha256", "secret")
      .update(Buffer.concat(frames.slice(2)))
      .digest("hex"),
  );
  assert.equal(codec.decode(frames).header.msg_type, "comm_msg");
});

test("without a key nothing is signed and everything is accepted", () => {
  const open = new MessageCodec("");
  const frames = open.encode(open.create("kernel_info_request", {}));
  assert.equal(frames[1]!.length, 0);
  assert.equal(open.decode(frames).header.msg_type, "kernel_info_request");
});

test("frames without the delimiter are refused", () => {
  assert.throws(() => codec.decode([Buffer.from("hello")]), /not a Jupyter message/);
});

test("every message has an id of its own and all bear the session of the kernel", () => {
  const headers = [1, 2, 3].map(() => codec.create("status", {}).header);
  assert.equal(new Set(headers.map(({ msg_id }) => msg_id)).size, 3);
  assert.equal(new Set(headers.map(({ session }) => session)).size, 1);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { type ExecutionPlace, placeOfExecution, signoff, signoffLines } from "../../src/notebook/signoff";
import { recordDisplay, recordPrinted } from "./recordedDisplay";

const place: ExecutionPlace = {
  time: new Date("2026-01-02T03:04:05.678Z"),
  inColab: false,
  system: "Linux",
  release: "6.1.0",
  nodeName: "my-laptop",
  macAddress: "02:00:5e:10:00:01",
  ipAddress: "192.0.2.7",
};

test("a sign-off holds all that the original's held, and ends with the name", () => {
  assert.deepEqual(signoffLines("Ada Lovelace", { place, showNetwork: true }), [
    "Time of execution: 2026-01-02 03:04:05 UTC",
    "Runs in Google Colab: no",
    "System: Linux, release 6.1.0",
    "Node name: my-laptop",
    "MAC address: 02:00:5e:10:00:01",
    "IP address: 192.0.2.7",
    "Node name, MAC and IP address are shown as they are; think twice before you publish this.",
    "Signing off, Ada Lovelace",
  ]);
});

test("unless asked, it shows neither node name nor MAC nor IP address, and says that it does not", () => {
  const text = signoffLines("Ada", { place }).join("\n");
  for (const secret of [place.nodeName, place.macAddress!, place.ipAddress!])
    assert.ok(!text.includes(secret));
  assert.equal(text.match(/: fingerprint [0-9a-f]{12}$/gm)!.length, 3);
  assert.match(text, /shown as salted fingerprints/);
  assert.match(text, /showNetwork: true/);
});

test("without a salt two sign-offs of one computer cannot be told from those of two", () => {
  assert.notDeepEqual(signoffLines("Ada", { place }), signoffLines("Ada", { place }));
});

test("with one salt the same computer has the same fingerprints, and another one has others", () => {
  const salt = "autumn term";
  const lines = signoffLines("Ada", { place, salt });
  assert.deepEqual(lines, signoffLines("Ada", { place, salt }));
  const other = signoffLines("Ada", { place: { ...place, ipAddress: "192.0.2.8" }, salt });
  assert.deepEqual(
    lines.map((line, i) => line === other[i]),
    lines.map((line) => !line.startsWith("IP address")),
  );
});

test("a computer without a network has no addresses", () => {
  const offline = { ...place, macAddress: undefined, ipAddress: undefined };
  const text = signoffLines("Ada", { place: offline }).join("\n");
  assert.match(text, /MAC address: none\nIP address: none\n/);
});

test("Colab is known by its environment", () => {
  assert.equal(placeOfExecution().inColab, false);
  process.env.COLAB_RELEASE_TAG = "release-colab";
  try {
    assert.equal(placeOfExecution().inColab, true);
  } finally {
    delete process.env.COLAB_RELEASE_TAG;
  }
});

test("a notebook displays it, and it is printed outside of one", async () => {
  const [displayed] = await recordDisplay(() => signoff(" Ada ", { place, salt: "s" }));
  const text = displayed!.data["text/plain"] as string;
  assert.match(text, /Signing off, Ada$/);
  assert.equal(
    recordPrinted(() => signoff("Ada", { place, salt: "s" })),
    `${text}\n`,
  );
});

test("nobody signs off without a name", () => {
  assert.throws(() => signoff("  "), /write signoff\("Your name"\)/);
});

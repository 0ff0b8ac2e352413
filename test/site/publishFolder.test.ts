import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { publishFolder, whyNotReplace } from "../../src/site/publishFolder";

const parent = mkdtempSync(join(tmpdir(), "rlhf-publish-"));
after(() => rmSync(parent, { recursive: true }));
const folder = join(parent, "site");
const build = (name: string) => (draft: string) => writeFile(join(draft, name), name);

test("a folder is replaced as a whole", async () => {
  await publishFolder(folder, build("one"));
  await publishFolder(folder, build("two"));
  assert.deepEqual(readdirSync(folder).sort(), [".rlhf-site", "two"]);
  assert.deepEqual(readdirSync(parent), ["site"]);
});

test("a build that fails leaves the old content and no draft", async () => {
  await publishFolder(folder, build("good"));
  const failing = publishFolder(folder, async (draft) => {
    await build("half")(draft);
    throw new Error("broke");
  });
  await assert.rejects(failing, /broke/);
  assert.equal(readFileSync(join(folder, "good"), "utf8"), "good");
  assert.deepEqual(readdirSync(parent), ["site"]);
});

test("folders that someone else made are not replaced", async () => {
  const mine = join(parent, "thesis");
  mkdirSync(mine);
  assert.equal(await whyNotReplace(mine), undefined);
  writeFileSync(join(mine, "chapter.tex"), "");
  assert.match((await whyNotReplace(mine))!, /did not make/);
  assert.match((await whyNotReplace(join(mine, "chapter.tex")))!, /not a folder/);
  assert.equal(await whyNotReplace(join(parent, "absent")), undefined);
  await publishFolder(folder, build("x"));
  assert.equal(await whyNotReplace(folder), undefined);
  rmSync(mine, { recursive: true });
});

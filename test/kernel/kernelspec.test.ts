import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { test } from "node:test";
import { installKernelspec } from "../../src/kernel/kernelspec";

test("the kernelspec is written where Jupyter looks for it and starts this kernel with this Node", () => {
  const environment = mkdtempSync(join(tmpdir(), "rlhf-environment-"));
  const path = installKernelspec(environment);
  assert.equal(path, join(environment, "share/jupyter/kernels/tslab/kernel.json"));
  const { argv, ...spec } = JSON.parse(readFileSync(path, "utf8"));
  const [node, main, file] = argv;
  assert.equal(node, process.execPath);
  assert.ok(isAbsolute(main) && existsSync(main));
  assert.equal(file, "{connection_file}");
  assert.deepEqual(
    [spec.display_name, spec.language, spec.interrupt_mode],
    ["TypeScript", "typescript", "message"],
  );
});

test("writing it again changes nothing", () => {
  const environment = mkdtempSync(join(tmpdir(), "rlhf-environment-"));
  const first = readFileSync(installKernelspec(environment), "utf8");
  assert.equal(readFileSync(installKernelspec(environment), "utf8"), first);
});

"use strict";

// A reporter for node --test: one line a file, every failure and every skip in full, and the counts for the summary.
const fs = require("node:fs");
const path = require("node:path");

module.exports = async function* reporter(source) {
  const files = new Map();
  const entry = (file) => {
    if (!files.has(file)) files.set(file, { passed: 0, failed: 0, skipped: [], ms: 0 });
    return files.get(file);
  };
  const failures = [];
  for await (const { type, data } of source) {
    if (type === "test:stderr" || type === "test:stdout") {
      if (process.env.RLHF_TEST_OUTPUT) yield data.message;
      continue;
    }
    if (type !== "test:pass" && type !== "test:fail") continue;
    const file = path.relative(process.cwd(), data.file ?? data.name).replace(/^dist\//, "");
    // With isolated processes each file is itself reported as one more test around its own.
    const isFile = data.nesting === 0 && path.resolve(data.name) === path.resolve(data.file ?? "");
    const record = entry(file);
    if (data.nesting === 0 && !isFile) record.ms += data.details.duration_ms;
    if (data.details?.type === "suite") continue;
    if (isFile && type === "test:pass") continue;
    if (type === "test:fail") {
      if (isFile && record.failed > 0) continue;
      record.failed++;
      failures.push({ file, name: data.name, error: data.details.error });
      yield `    failed: ${data.name}\n${describe(data.details.error)}`;
    } else if (data.skip !== undefined && data.skip !== false) {
      record.skipped.push({ name: data.name, why: data.skip === true ? "no reason given" : data.skip });
    } else record.passed++;
  }
  let [passed, failed, skipped] = [0, 0, []];
  for (const [file, record] of [...files].sort(([a], [b]) => a.localeCompare(b))) {
    passed += record.passed;
    failed += record.failed;
    skipped = skipped.concat(record.skipped.map((skip) => ({ file, ...skip })));
    const verdict = record.failed ? "FAILED" : record.passed ? "ok" : "skipped";
    const counts = [`${record.passed} passed`];
    if (record.failed) counts.push(`${record.failed} failed`);
    if (record.skipped.length) counts.push(`${record.skipped.length} skipped`);
    yield `  ${verdict.padEnd(7)} ${file.replace(/\.js$/, ".ts")}  ${counts.join(", ")}, ${(record.ms / 1000).toFixed(1)} s\n`;
  }
  if (process.env.RLHF_TEST_COUNTS)
    fs.writeFileSync(process.env.RLHF_TEST_COUNTS, JSON.stringify({ passed, failed, skipped }));
};

function describe(error) {
  const cause = error?.cause ?? error;
  const text = typeof cause === "string" ? cause : (cause?.stack ?? String(cause));
  return `${text
    .split("\n")
    .filter((line) => !/^\s+at .*node:internal/.test(line))
    .map((line) => `      ${line}`)
    .join("\n")}\n`;
}

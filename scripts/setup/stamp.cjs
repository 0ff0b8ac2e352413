"use strict";

const crypto = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { cache } = require("./folders.cjs");

const stampFile = (name) => path.join(cache, "stamps", `${name.replace(/\W+/g, "-")}.json`);

/** A short hash of strings, file contents or whatever else decides that a step's result is still good. */
function fingerprint(...parts) {
  const hash = crypto.createHash("sha256");
  for (const part of parts) hash.update(String(part)).update("\0");
  return hash.digest("hex").slice(0, 20);
}

const fileText = (file) => (fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "absent");

/** Size and time of every file below the folders: changes when a source changes, and is quick to take. */
function treeText(...folders) {
  const lines = [];
  const walk = (folder) => {
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
      if (entry.name.startsWith(".") || entry.name === "node_modules" || entry.name === "__pycache__")
        continue;
      const full = path.join(folder, entry.name);
      if (entry.isDirectory()) walk(full);
      else if (/\.[cm]?tsx?$/.test(entry.name)) {
        const { size, mtimeMs } = fs.statSync(full);
        lines.push(`${full} ${size} ${mtimeMs}`);
      }
    }
  };
  for (const folder of folders) if (fs.existsSync(folder)) walk(folder);
  return lines.sort().join("\n");
}

/** What the step left when it last came to its end, or undefined. */
function readStamp(name) {
  try {
    return JSON.parse(fs.readFileSync(stampFile(name), "utf8"));
  } catch {
    return undefined;
  }
}

/** Written last and in one move, so that an interrupted step never looks finished. */
function writeStamp(name, content) {
  const file = stampFile(name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(`${file}.${process.pid}`, JSON.stringify(content));
  fs.renameSync(`${file}.${process.pid}`, file);
}

const removeStamp = (name) => fs.rmSync(stampFile(name), { force: true });

module.exports = { fingerprint, fileText, treeText, readStamp, writeStamp, removeStamp };

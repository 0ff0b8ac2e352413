"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { cache } = require("./folders.cjs");

const file = path.join(cache, "setup.lock");

const alive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
};

/** Waits until no other set-up works in this folder, then holds the place until `release()` or the process's end. */
async function takeLock() {
  fs.mkdirSync(cache, { recursive: true });
  for (let waited = 0; ; waited++) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
      const holder = Number(fs.readFileSync(file, "utf8"));
      // An empty file is being written this moment; a dead holder was interrupted.
      if (holder ? !alive(holder) : waited > 20) {
        fs.rmSync(file, { force: true });
        continue;
      }
      if (waited === 0)
        console.log(`Another set-up (process ${holder}) is at work in this folder; waiting for it.`);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
  const release = () => fs.rmSync(file, { force: true });
  process.once("exit", release);
  return () => {
    process.removeListener("exit", release);
    release();
  };
}

module.exports = { takeLock };

"use strict";

const { spawn } = require("node:child_process");
const { root, environment } = require("./folders.cjs");

const running = new Set();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/**
 * Runs a program to its end and returns `{ code, output }`; never throws. `code` is null when it could not be
 * started (`missing` says so) or was killed.
 */
function runProgram(command, args, { cwd = root, env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...environment(), ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.add(child);
    let output = "";
    const keep = (data) => {
      output = (output + data).slice(-20000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => {
      running.delete(child);
      resolve({ code: null, missing: error.code === "ENOENT", output: String(error.message) });
    });
    child.on("close", (code) => {
      running.delete(child);
      resolve({ code, missing: false, output });
    });
  });
}

const lastLines = (text, count = 12) => text.trim().split("\n").slice(-count).join("\n");

/** Whether a package manager's output says that its registry could not be reached. */
const soundsOffline = (text) =>
  /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|network|Connection(Error| refused| to .* timed out| broken)|NewConnectionError|Max retries exceeded|Temporary failure in name resolution|ProxyError|fetch failed|No matching distribution found|ConnectTimeout/i.test(
    text,
  );

module.exports = { runProgram, lastLines, soundsOffline };

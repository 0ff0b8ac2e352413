#!/usr/bin/env node
/**
 * The Jupyter kernel: `node main.js <connection file>`.
 *
 * This process only talks; cells run in a child process (see `session.ts`), so that an endless loop or a crash there
 * leaves the kernel alive.
 */
import { Kernel } from "./kernel";
import { KernelSockets, readConnectionFile } from "./kernelSockets";
import { KernelSession } from "./session";

/** How often a kernel looks whether the Jupyter server that started it is still there. */
const parentCheckMs = 1000;

async function main(connectionFile: string): Promise<void> {
  const session = new KernelSession({ cwd: process.cwd() });
  const sockets = new KernelSockets(readConnectionFile(connectionFile));
  let ending = false;
  const end = async (): Promise<void> => {
    if (ending) return;
    ending = true;
    await session.shutdown();
    await sockets.close();
    process.exit(0);
  };
  const kernel = new Kernel(session, sockets, () => void end());
  process.on("SIGINT", () => void session.interrupt());
  process.on("SIGTERM", () => void end());
  process.on("SIGHUP", () => void end());
  if (process.env.JPY_PARENT_PID) {
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) void end();
    }, parentCheckMs).unref();
  }
  await sockets.open((channel, request) => kernel.receive(channel, request));
  sockets.publish(undefined, "status", { execution_state: "starting" });
}

const connectionFile = process.argv[2];
if (connectionFile === undefined) {
  console.error("Usage: node main.js <connection file>. Jupyter starts the kernel so; see kernelspec.ts.");
  process.exit(2);
}
void main(connectionFile).catch((error: unknown) => {
  console.error("The TypeScript kernel could not start:", error);
  process.exit(1);
});

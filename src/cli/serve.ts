import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type SiteServer, startSiteServer } from "../site/siteServer";
import { projectFolder, shownPath } from "./notebookFiles";

export const usage = `Usage: rlhf serve [folder] [--port 8000]

Serves the built site on 127.0.0.1; default folder: build/site. Ctrl-C stops it.

  --port <n>   the port to listen on, 0 for any free one; default: the first free one from 8000`;

const firstPort = 8000;

/** Serves a folder until Ctrl-C. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { port: { type: "string" } },
  });
  if (positionals.length > 1) {
    console.error(`rlhf serve: one folder, please, not ${positionals.length}.\n\n${usage}`);
    return 2;
  }
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(/^\d+$/.test(values.port!) && port <= 65535)) {
    console.error(`rlhf serve: --port takes a whole number from 0 to 65535, not "${values.port}".`);
    return 2;
  }
  const folder = resolve(positionals[0] ?? `${projectFolder}/build/site`);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    console.error(`rlhf serve: there is no folder ${shownPath(folder)}.`);
    console.error("What to do: build the site with: npm run course");
    return 1;
  }
  // Listening for the signal comes first: whoever sees the address may stop the server at once.
  const stopped = new Promise<void>((done) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => done());
  });
  let server: SiteServer;
  try {
    server = await start(folder, port);
  } catch (error) {
    console.error(`rlhf serve: ${describe(error as NodeJS.ErrnoException, port)}`);
    return 1;
  }
  console.log(`The course is at\n\n  ${server.url}\n\nCtrl-C stops it.`);
  await stopped;
  await server.close();
  console.log("The server has stopped.");
  return 0;
}

async function start(folder: string, port: number | undefined): Promise<SiteServer> {
  if (port !== undefined) return startSiteServer(folder, port);
  for (let candidate = firstPort; ; candidate += 1) {
    try {
      return await startSiteServer(folder, candidate);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || candidate >= firstPort + 99) throw error;
    }
  }
}

function describe(error: NodeJS.ErrnoException, port: number | undefined): string {
  if (error.code === "EADDRINUSE") {
    return port === undefined
      ? `the ports ${firstPort} to ${firstPort + 99} on 127.0.0.1 are all taken.\nWhat to do: let the system choose: --port 0`
      : `port ${port} on 127.0.0.1 is taken by another program.\nWhat to do: choose another one, for example --port ${port < 65535 ? port + 1 : 8000}, or let the system choose: --port 0`;
  }
  if (error.code === "EACCES") {
    return `port ${port} needs an administrator's rights.\nWhat to do: choose one above 1023, for example --port 8000`;
  }
  return error.message;
}

#!/usr/bin/env node
import { existsSync } from "node:fs";
import { join } from "node:path";

/** Every command with what it is for, in the order in which a person meets them. */
const commands: Record<string, string> = {
  lab: "open the course in JupyterLab",
  course: "run every notebook without Jupyter and build the site",
  serve: "show the built site on this machine",
  "notebooks:clean": "take outputs out of the notebooks before they are committed",
  parity: "compare the library with reference numbers from PyTorch",
  data: "fetch larger public datasets",
  bench: "measure speed against PyTorch",
};

interface Command {
  usage: string;
  run(args: string[]): Promise<number>;
}

const overview = (): string => {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(([name, purpose]) => `  ${name.padEnd(width)}  ${purpose}`);
  return ["Usage: rlhf <command> [options]", "", ...lines, "", "rlhf <command> --help tells more."].join(
    "\n",
  );
};

/** Loads one command; the others, and the libraries that they need, stay unloaded. */
function load(name: string): Command {
  const fileName = name.replace(/:(\w)/g, (_, letter: string) => letter.toUpperCase());
  return require(`./${fileName}`) as Command;
}

/**
 * The `rlhf` command: runs `args[0]` with the remaining arguments and resolves to the exit code.
 *
 * Exit codes: 0 done, 1 failed, 2 not understood.
 */
export async function main(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    console.log(overview());
    return name === undefined ? 2 : 0;
  }
  if (!(name in commands)) {
    console.error(`rlhf: there is no command "${name}".\n\n${overview()}`);
    return 2;
  }
  const command = load(name);
  if (rest.includes("--help") || rest.includes("-h")) {
    console.log(command.usage);
    return 0;
  }
  try {
    return await command.run(rest);
  } catch (error) {
    if (isUsageError(error)) {
      console.error(`rlhf ${name}: ${(error as Error).message}\n\n${command.usage}`);
      return 2;
    }
    throw error;
  }
}

/** What `node:util`'s parseArgs throws for an unknown flag or a missing value. */
const isUsageError = (error: unknown): boolean =>
  error instanceof TypeError && String((error as NodeJS.ErrnoException).code).startsWith("ERR_PARSE_ARGS");

if (require.main === module) {
  process.setSourceMapsEnabled(true);
  if (!existsSync(join(__dirname, "..", "..", "..", "node_modules"))) {
    console.error("rlhf: the project is not set up. Run: npm run setup");
    process.exit(1);
  }
  main(process.argv.slice(2)).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      console.error(error instanceof Error ? error.stack : error);
      process.exitCode = 1;
    },
  );
}

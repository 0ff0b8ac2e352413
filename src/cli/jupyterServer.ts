import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { saveHook } from "../notebook/saveHook";

const root = resolve(__dirname, "..", "..", "..");

/** The Python of the project's own environment. */
export const venvPython: string = join(
  root,
  ".venv",
  ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]),
);

export interface JupyterServerOptions {
  port: number;
  /** What a visitor must know; passed through the environment, where other users of the machine cannot read it. */
  token: string;
  /** The folder that is shown. */
  notebooks: string;
  /** Where Jupyter keeps its settings, runtime files and workspaces. */
  home: string;
  /** The page that is opened first, e.g. `/lab/tree/01-overview.ipynb`. Default `/lab`. */
  page?: string;
  /** Default false. */
  openBrowser?: boolean;
}

/** How JupyterLab is started on the course: a program, its arguments and its environment. */
export interface JupyterServerCommand {
  program: string;
  args: string[];
  env: NodeJS.ProcessEnv;
}

/**
 * The command that serves the course in JupyterLab on 127.0.0.1.
 *
 * Everything that Jupyter writes stays below `home`; it asks nobody for news or updates, and saves charts without the
 * pictures that its Plotly renderer adds.
 */
export function jupyterServer(options: JupyterServerOptions): JupyterServerCommand {
  const { port, token, notebooks, home, page = "/lab", openBrowser = false } = options;
  const hook = saveHook(root);
  silenceNews(home);
  const args = [
    "-m",
    "jupyterlab",
    "--ServerApp.ip=127.0.0.1",
    `--ServerApp.port=${port}`,
    "--ServerApp.port_retries=0",
    `--ServerApp.root_dir=${notebooks}`,
    `--LabApp.default_url=${page}`,
    "--MultiKernelManager.default_kernel_name=tslab",
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
    "--log-level=WARN",
    ...hook.options,
    ...(process.getuid?.() === 0 ? ["--allow-root"] : []),
    ...(openBrowser ? [] : ["--no-browser"]),
  ];
  const env = { ...process.env, ...foldersBelow(home), ...hook.environment, JUPYTER_TOKEN: token };
  return { program: venvPython, args, env };
}

/** A user's own Jupyter settings do not matter here, and are not touched. */
function foldersBelow(home: string): Record<string, string> {
  const names = {
    JUPYTER_CONFIG_DIR: "config",
    JUPYTER_DATA_DIR: "data",
    JUPYTER_RUNTIME_DIR: "runtime",
    JUPYTERLAB_SETTINGS_DIR: "settings",
    JUPYTERLAB_WORKSPACES_DIR: "workspaces",
    IPYTHONDIR: "ipython",
  };
  const folders = Object.entries(names).map(([variable, name]) => [variable, join(home, name)] as const);
  for (const [, folder] of folders) mkdirSync(folder, { recursive: true });
  return { ...Object.fromEntries(folders), JUPYTER_PREFER_ENV_PATH: "1" };
}

/** Keeps JupyterLab from asking about news in a window that would lie above the notebook. */
function silenceNews(home: string): void {
  const folder = join(home, "settings", "@jupyterlab", "apputils-extension");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "notification.jupyterlab-settings"), JSON.stringify({ fetchNews: "false" }));
}

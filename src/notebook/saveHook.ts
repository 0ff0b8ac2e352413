import { delimiter, join } from "node:path";

/**
 * What to start Jupyter's server with, so that a notebook which is saved in JupyterLab stays small: without the pictures that
 * its Plotly renderer adds to every chart.
 *
 * @param root the project's folder
 * @returns options for the command line, and the environment with the hook's folder on Python's path
 */
export function saveHook(root: string): { options: string[]; environment: { PYTHONPATH: string } } {
  const folder = join(root, "src", "notebook", "jupyter");
  const path = process.env.PYTHONPATH;
  return {
    options: ["--ContentsManager.pre_save_hook=rlhf_save.drop_chart_pictures"],
    environment: { PYTHONPATH: path ? `${folder}${delimiter}${path}` : folder },
  };
}

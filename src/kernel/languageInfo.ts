/** What a notebook's metadata and the kernel say about the language. */
export interface LanguageInfo {
  name: string;
  version: string;
  mimetype: string;
  file_extension: string;
  pygments_lexer: string;
  nbconvert_exporter: string;
  codemirror_mode: { mode: string; name: string; typescript: boolean };
}

/** The language of the kernel, in the form of Jupyter's `language_info`. */
export function languageInfo(): LanguageInfo {
  const { version } = require("@tslab/typescript-for-tslab/package.json") as { version: string };
  return {
    name: "typescript",
    version,
    mimetype: "text/typescript",
    file_extension: ".ts",
    pygments_lexer: "typescript",
    nbconvert_exporter: "script",
    // JupyterLab reads `mode`, the classic notebook `name` and `typescript`.
    codemirror_mode: { mode: "typescript", name: "javascript", typescript: true },
  };
}

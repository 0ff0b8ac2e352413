import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { escapeHtml } from "../notebook/escapeHtml";

/** A running server of static files. */
export interface SiteServer {
  /** The address of the site's index, such as `http://127.0.0.1:8000/`. */
  url: string;
  port: number;
  /** Stops listening and ends open connections. */
  close(): Promise<void>;
}

const types: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".gif": "image/gif",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".ipynb": "application/x-ipynb+json; charset=utf-8",
  ".jpeg": "image/jpeg",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".jsonl": "application/jsonl; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".md": "text/markdown; charset=utf-8",
  ".mp4": "video/mp4",
  ".pdf": "application/pdf",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".ts": "text/plain; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".webp": "image/webp",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
};

/**
 * Serves the files of a folder on 127.0.0.1; port 0 takes any free one.
 *
 * Only GET and HEAD are answered. Nothing outside of the folder can be read, neither by `..` nor by a link, and no
 * file whose name begins with a dot.
 *
 * @throws the error of `listen`, with code `EADDRINUSE` when the port is taken
 */
export async function startSiteServer(folder: string, port: number): Promise<SiteServer> {
  const root = await realpath(folder);
  const server = createServer((request, response) => {
    answer(root, request, response).catch(() => {
      if (!response.headersSent) sendText(response, 500, "Internal error");
      else response.destroy();
    });
  });
  await new Promise<void>((listening, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", listening);
  });
  const actual = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${actual}/`,
    port: actual,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function answer(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD");
    return sendText(response, 405, "Only GET and HEAD are answered here.", request.method);
  }
  const [path = "/", query] = (request.url ?? "/").split("?", 2);
  const found = await locate(root, path);
  if (found === undefined) return sendMissing(response, path, request.method);
  if (found.isFolder) {
    // Without the slash at the end, the page's relative links would start one level too high.
    const location = `${path.replace(/^\/+/, "/")}/${query === undefined ? "" : `?${query}`}`;
    response.writeHead(308, { location, "content-length": 0 }).end();
    return;
  }
  const { size, mtimeMs } = await stat(found.file);
  const tag = `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`;
  response.setHeader("etag", tag);
  // Pages change whenever the course is run; a browser asks again and mostly hears "not modified".
  response.setHeader("cache-control", "no-cache");
  response.setHeader("x-content-type-options", "nosniff");
  if (request.headers["if-none-match"] === tag) {
    response.writeHead(304).end();
    return;
  }
  response.writeHead(200, {
    "content-type": types[extname(found.file).toLowerCase()] ?? "application/octet-stream",
    "content-length": size,
  });
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  await pipeline(createReadStream(found.file), response).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
  });
}

/** Finds the file that a URL's path names, or undefined when there is none that may be read. */
async function locate(root: string, path: string): Promise<{ file: string; isFolder: boolean } | undefined> {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  const parts = decoded.split(/[/\\]/);
  if (decoded.includes("\0") || parts.some((part) => part.startsWith("."))) return undefined;
  const isWithin = (file: string) => file === root || file.startsWith(root + sep);
  try {
    const file = await realpath(join(root, ...parts));
    if (!isWithin(file)) return undefined;
    if (!(await stat(file)).isDirectory()) return path.endsWith("/") ? undefined : { file, isFolder: false };
    const index = await realpath(join(file, "index.html"));
    if (!isWithin(index)) return undefined;
    return path.endsWith("/") ? { file: index, isFolder: false } : { file, isFolder: true };
  } catch {
    return undefined;
  }
}

function sendMissing(response: ServerResponse, path: string, method: string | undefined): void {
  const shown = escapeHtml(path);
  const html = `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Not found</title>
<style>body { font: 1.1rem/1.6 system-ui, sans-serif; max-width: 36rem; margin: 15vh auto; padding: 0 1rem }</style>
<h1>There is no such page</h1>
<p>Nothing is at <code>${shown}</code>. <a href="/">To the course</a></p>
</html>
`;
  response.writeHead(404, {
    "content-type": "text/html; charset=utf-8",
    "content-length": Buffer.byteLength(html),
    "cache-control": "no-store",
  });
  response.end(method === "HEAD" ? undefined : html);
}

function sendText(response: ServerResponse, status: number, text: string, method?: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
  response.end(method === "HEAD" ? undefined : `${text}\n`);
}

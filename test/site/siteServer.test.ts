import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type SiteServer, startSiteServer } from "../../src/site/siteServer";

const parent = mkdtempSync(join(tmpdir(), "rlhf-serve-"));
const folder = join(parent, "site");
let server: SiteServer;

before(async () => {
  mkdirSync(join(folder, "labs"), { recursive: true });
  mkdirSync(join(parent, "site-secret"));
  for (const [path, text] of [
    ["site/index.html", "<h1>index</h1>"],
    ["site/labs/index.html", "labs"],
    ["site/a b.css", "p{}"],
    ["site/x.js", "1"],
    ["site/f.woff2", "font"],
    ["site/.hidden", "hidden"],
    ["secret.txt", "secret"],
    ["site-secret/secret.txt", "secret"],
  ] as const) {
    writeFileSync(join(parent, path), text);
  }
  symlinkSync(join(parent, "secret.txt"), join(folder, "link.txt"));
  server = await startSiteServer(folder, 0);
});
after(async () => {
  await server.close();
  rmSync(parent, { recursive: true });
});

/** Sends the path as it is; `fetch` would tidy it up first. */
function get(
  path: string,
  method = "GET",
  headers = {},
): Promise<{ status: number; type: string; etag: string; location: string; body: string }> {
  return new Promise((resolve, reject) => {
    const call = request({ host: "127.0.0.1", port: server.port, path, method, headers }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (piece: string) => {
        body += piece;
      });
      response.on("end", () =>
        resolve({
          status: response.statusCode!,
          type: response.headers["content-type"] ?? "",
          etag: response.headers.etag ?? "",
          location: response.headers.location ?? "",
          body,
        }),
      );
    });
    call.on("error", reject);
    call.end();
  });
}

test("files are served with their types", async () => {
  for (const [path, type, body] of [
    ["/", "text/html; charset=utf-8", "<h1>index</h1>"],
    ["/index.html?x=1", "text/html; charset=utf-8", "<h1>index</h1>"],
    ["/labs/", "text/html; charset=utf-8", "labs"],
    ["/a%20b.css", "text/css; charset=utf-8", "p{}"],
    ["/x.js", "text/javascript; charset=utf-8", "1"],
    ["/f.woff2", "font/woff2", "font"],
  ] as const) {
    const reply = await get(path);
    assert.deepEqual([reply.status, reply.type, reply.body], [200, type, body], path);
  }
});

test("nothing outside of the folder can be read", async () => {
  for (const path of [
    "/../secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/labs/../../secret.txt",
    "/..%5csecret.txt",
    "/../site-secret/secret.txt",
    "/link.txt",
    "//etc/passwd",
    `/${encodeURIComponent(join(parent, "secret.txt"))}`,
    "/.hidden",
    "/x.js%00.html",
    "/%zz",
    "/x.js/",
    "/nowhere",
  ]) {
    const reply = await get(path);
    assert.equal(reply.status, 404, path);
    assert.doesNotMatch(reply.body, /^secret|^hidden|root:/, path);
    assert.match(reply.type, /text\/html/);
  }
});

test("the page for what is missing does not repeat markup", async () => {
  const { body } = await get("/<script>alert(1)</script>");
  assert.doesNotMatch(body, /<script>/);
  assert.match(body, /&lt;script&gt;/);
});

test("a folder without its slash is redirected within the site", async () => {
  assert.deepEqual(await get("/labs").then(({ status, location }) => [status, location]), [308, "/labs/"]);
  assert.deepEqual(await get("//labs?x").then(({ status, location }) => [status, location]), [
    308,
    "/labs/?x",
  ]);
});

test("only reading is answered, and HEAD without a body", async () => {
  assert.equal((await get("/", "POST")).status, 405);
  assert.equal((await get("/", "DELETE")).status, 405);
  assert.deepEqual(await get("/x.js", "HEAD").then(({ status, body }) => [status, body]), [200, ""]);
});

test("an unchanged file is not sent again", async () => {
  const { etag } = await get("/x.js");
  const again = await get("/x.js", "GET", { "if-none-match": etag });
  assert.deepEqual([again.status, again.body], [304, ""]);
});

test("a port that is taken is an error with its code", async () => {
  await assert.rejects(startSiteServer(folder, server.port), { code: "EADDRINUSE" });
});

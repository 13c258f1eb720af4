// A server of the page for this machine alone: to try it, and for tests, which count what is asked.

import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/** For workers, the policy that the pages bring themselves: a worker goes by what its file is sent with. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
];

/** What a server of the page should send along (web/README.md). */
const HEADERS = {
  "Cache-Control": "no-cache",
  "Content-Security-Policy": "frame-ancestors 'none'",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/** Serves a folder on the loopback; gives the address, what was asked, and how to stop. */
export function serve(folder = join(here, "dist"), port = 0) {
  const asked = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    asked.push(path);
    const file = normalize(join(folder, path.endsWith("/") ? `${path}index.html` : path));
    const isInside = file.startsWith(folder + sep);
    const found = isInside ? statSync(file, { throwIfNoEntry: false }) : undefined;
    if (!found?.isFile() || (request.method !== "GET" && request.method !== "HEAD")) {
      response.writeHead(404, HEADERS).end();
      return;
    }
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    const policy = extname(file) === ".js" ? { "Content-Security-Policy": POLICY.join("; ") } : {};
    response.writeHead(200, { ...HEADERS, ...policy, "Content-Type": type, "Content-Length": found.size });
    createReadStream(file).pipe(response);
  });
  return new Promise((resolve, reject) => {
    server.on("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const stop = () =>
        new Promise((done) => {
          server.close(done);
          server.closeAllConnections();
        });
      resolve({ address: `http://127.0.0.1:${server.address().port}/`, port: server.address().port, asked, stop });
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { address } = await serve(undefined, Number(process.argv[2] ?? 8420));
  console.log(`${address}   (Ctrl-C ends it)`);
}

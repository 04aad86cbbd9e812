// The built console's files, served as Inlet serves them: under the same policy.
import { createReadStream, existsSync, statSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";

const types: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".json": "application/json",
};
const dist = new URL("../../dist/console/", import.meta.url).pathname;
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export function serveFile(path: string, response: ServerResponse): void {
  const file = join(dist, normalize(path));
  const found = file.startsWith(dist) && existsSync(file) && statSync(file).isFile() ? file : join(dist, "index.html");
  response.writeHead(200, {
    "content-type": types[extname(found)] ?? "application/octet-stream",
    "content-security-policy": policy,
    // As the server does: a page that is loaded again does not read, nor compile, everything again.
    "cache-control": found.includes("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
  });
  createReadStream(found).pipe(response);
}

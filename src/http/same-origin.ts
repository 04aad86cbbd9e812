// Whether a request that changes something comes from our own pages: what stands between a session and other sites.
import type { FastifyRequest } from "fastify";
import { refusal } from "#desk/refusals.ts";

/**
 * Throws unless the browser says that the page is ours: by Origin, else by Sec-Fetch-Site (Fetch Metadata). A request with
 * neither is no browser of today; it passes only where no session counts (`withoutSession`: signing in, setting up).
 */
export function refuseForeignOrigin(request: FastifyRequest, publicUrl: string | null, withoutSession: boolean): void {
  const { origin } = request.headers;
  const site = request.headers["sec-fetch-site"];
  if (origin !== undefined) {
    if (isOwnOrigin(origin, request, publicUrl) && (site === undefined || site === "same-origin")) return;
  } else if (site === "same-origin" || (site === undefined && withoutSession)) return;
  throw refusal(
    "foreign-origin",
    "This request does not come from a page of this Inlet. Open it in the browser and try again there.",
  );
}

// Behind a proxy that ends TLS the scheme is unknown here, so hosts are compared; with a public URL, whole origins.
function isOwnOrigin(origin: string, request: FastifyRequest, publicUrl: string | null): boolean {
  if (!URL.canParse(origin)) return false;
  if (publicUrl !== null && new URL(publicUrl).origin === origin) return true;
  return publicUrl?.startsWith("https://") !== true && new URL(origin).host === request.headers.host;
}

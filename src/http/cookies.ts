// The session cookie: for this host alone, out of reach of scripts, and never sent along by other sites' forms.
import "@fastify/cookie";
import type { FastifyReply, FastifyRequest } from "fastify";
import { sessionSeconds } from "#desk/sessions.ts";
import type { HttpOptions } from "./options.ts";

type Site = Pick<HttpOptions, "publicUrl">;

/** RFC 6265bis §4.1.3.2: a browser takes `__Host-` only with Secure, without Domain, and for the whole path. */
function sessionCookieName(site: Site): string {
  return isSecure(site) ? "__Host-inlet_session" : "inlet_session";
}

export function sessionCookie(request: FastifyRequest, site: Site): string | null {
  const value = request.cookies[sessionCookieName(site)];
  return value !== undefined && /^[A-Za-z0-9_-]{43}$/.test(value) ? value : null;
}

export function setSessionCookie(reply: FastifyReply, site: Site, token: string): void {
  void reply.setCookie(sessionCookieName(site), token, { ...attributes(site), maxAge: sessionSeconds });
}

export function clearSessionCookie(reply: FastifyReply, site: Site): void {
  void reply.clearCookie(sessionCookieName(site), attributes(site));
}

function attributes(site: Site) {
  return { path: "/", httpOnly: true, sameSite: "lax", secure: isSecure(site) } as const;
}

function isSecure(site: Site): boolean {
  return site.publicUrl?.startsWith("https://") === true;
}

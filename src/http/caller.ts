// Who is asking: a person by a session cookie, a program by a key. Read anew for each request, so that a change holds at once.
import type { FastifyReply, FastifyRequest } from "fastify";
import { type Role, type Scope, scopes as allScopes, scopesOfRole } from "#contract/agents.ts";
import type { AgentId, WorkspaceId } from "#domain/ids.ts";
import type { Actor } from "#desk/actor.ts";
import { keepSession, noteKeyUse } from "#desk/sessions.ts";
import { apiKeyPrefix } from "#desk/api-keys.ts";
import { refusal } from "#desk/refusals.ts";
import { hashToken } from "#platform/secrets.ts";
import { findAgent } from "#store/agents.ts";
import { findApiKey } from "#store/api-keys.ts";
import { type CredentialRow, findCredential } from "#store/credentials.ts";
import { inRegistry, inWorkspace } from "#store/db.ts";
import type { Attempts } from "./attempts.ts";
import { sessionCookie, setSessionCookie } from "./cookies.ts";
import type { HttpOptions } from "./options.ts";
import { TryLater } from "./problems.ts";
import { refuseForeignOrigin } from "./same-origin.ts";

/**
 * Who may call a route. Every route under /api/ names one; a scope is for people whose role has it and keys that carry it.
 * anyone: also nobody. caller: any person or key. person: a signed-in person. key-manager: an owner or admin, in person.
 */
export type Access = Scope | "anyone" | "caller" | "person" | "key-manager";

interface CallerBase {
  workspaceId: WorkspaceId;
  workspaceName: string;
  credentialId: string;
  expiresAt: Date | null;
  scopes: readonly Scope[];
  actor: Actor;
}

export type Caller =
  | (CallerBase & {
      kind: "agent";
      agent: { id: AgentId; name: string; email: string; role: Role; disabledAt: Date | null; totpEnabled: boolean };
    })
  | (CallerBase & { kind: "api-key"; apiKey: { id: string; name: string } });

export type Person = Extract<Caller, { kind: "agent" }>;

declare module "fastify" {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    caller: Caller | null;
  }
}

// A visit is written down at most this often: a read should not cost a write.
const touchEveryMs = 60_000;

/** The hook that runs before anything else of an API route: finds the caller, and refuses where the route is not theirs. */
export function createCallerHook(options: HttpOptions, badTokens: Attempts) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const access = request.routeOptions.config.access;
    if (access === undefined) return;
    const authorization = request.headers.authorization;
    if (authorization !== undefined) request.caller = await callerByKey(options, request, authorization, badTokens);
    else {
      if (!isSafe(request.method)) refuseForeignOrigin(request, options.publicUrl, access === "anyone");
      request.caller = await callerBySession(options, request, reply);
    }
    refuseUnlessAllowed(access, request.caller);
  };
}

/** The caller of a route that has one. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === null) throw notSignedIn();
  return request.caller;
}

export function personOf(request: FastifyRequest): Person {
  const caller = callerOf(request);
  if (caller.kind !== "agent") throw refusal("not-allowed", "Only a person can do this: sign in.");
  return caller;
}

function refuseUnlessAllowed(access: Access, caller: Caller | null): void {
  if (access === "anyone") return;
  if (caller === null) throw notSignedIn();
  if (access === "caller") return;
  if (access === "person" || access === "key-manager") {
    if (caller.kind !== "agent") throw refusal("not-allowed", "Only a person can do this: sign in.");
    if (access === "key-manager" && !mayManageKeys(caller))
      throw refusal("not-allowed", "Only an owner or an admin may see and change API keys.");
    return;
  }
  if (caller.scopes.includes(access)) return;
  throw refusal(
    "not-allowed",
    caller.kind === "api-key"
      ? `This key does not have the scope ${access}. Make one that has.`
      : `Your role (${caller.agent.role}) may not do this. Ask an admin.`,
  );
}

export function mayManageKeys(caller: Caller): boolean {
  return caller.kind === "agent" && (caller.agent.role === "owner" || caller.agent.role === "admin");
}

async function callerByKey(
  options: HttpOptions,
  request: FastifyRequest,
  authorization: string,
  badTokens: Attempts,
): Promise<Caller> {
  const key = /^Bearer\s+(\S{1,200})$/i.exec(authorization)?.[1];
  if (request.headers.origin !== undefined) {
    options.log.warn(
      { part: "http", requestId: request.id, origin: request.headers.origin.slice(0, 200) },
      "an API key was sent from a browser and refused",
    );
    throw refusal(
      "key-in-browser",
      "This request comes from a browser. Whoever visits that page can read the key: revoke it, and call from a server.",
    );
  }
  const wait = badTokens.waitSeconds(request.ip);
  if (wait > 0) throw new TryLater("too-many-attempts", wait, "Too many requests with a key that is not valid. Try again later.");
  const found = key?.startsWith(apiKeyPrefix) === true ? await findKey(options, key) : null;
  if (found === null) {
    badTokens.failed(request.ip);
    throw refusal(
      "not-signed-in",
      "This key is not valid: it may be revoked or expired. Send `Authorization: Bearer inlet_sk_…`.",
    );
  }
  return found;
}

async function findKey(options: HttpOptions, key: string): Promise<Caller | null> {
  const credential = await inRegistry(options.db, (tx) => findCredential(tx, "api-key", hashToken(key)));
  const subjectId = credential?.subjectId ?? null;
  if (credential === null || subjectId === null) return null;
  const apiKey = await inWorkspace(options.db, credential.workspaceId, (tx) => findApiKey(tx, subjectId));
  if (apiKey === null) return null;
  if (isStale(credential, options)) await noteKeyUse(options.db, credential);
  const scopes = allScopes.filter((scope) => apiKey.scopes.includes(scope));
  return {
    kind: "api-key",
    workspaceId: credential.workspaceId,
    workspaceName: credential.workspaceName,
    credentialId: credential.id,
    expiresAt: credential.expiresAt,
    scopes,
    actor: { kind: "api-key", id: apiKey.id, name: apiKey.name },
    apiKey: { id: apiKey.id, name: apiKey.name },
  };
}

async function callerBySession(options: HttpOptions, request: FastifyRequest, reply: FastifyReply): Promise<Caller | null> {
  const token = sessionCookie(request, options);
  if (token === null) return null;
  const credential = await inRegistry(options.db, (tx) => findCredential(tx, "session", hashToken(token)));
  const agentId = credential?.subjectId ?? null;
  if (credential === null || agentId === null) return null;
  const agent = await inWorkspace(options.db, credential.workspaceId, (tx) => findAgent(tx, agentId));
  if (agent === null || agent.disabledAt !== null) return null;
  let { expiresAt } = credential;
  if (isStale(credential, options)) {
    expiresAt = await keepSession(options.db, {
      workspaceId: credential.workspaceId,
      id: credential.id,
      now: options.clock.now(),
    });
    setSessionCookie(reply, options, token);
  }
  return {
    kind: "agent",
    workspaceId: credential.workspaceId,
    workspaceName: credential.workspaceName,
    credentialId: credential.id,
    expiresAt,
    scopes: scopesOfRole[agent.role],
    actor: { kind: "agent", id: agent.id, name: agent.name },
    agent,
  };
}

function isStale(credential: CredentialRow, options: HttpOptions): boolean {
  return credential.lastUsedAt === null || options.clock.now().getTime() - credential.lastUsedAt.getTime() > touchEveryMs;
}

function isSafe(method: string): boolean {
  return method === "GET" || method === "HEAD" || method === "OPTIONS";
}

function notSignedIn() {
  return refusal("not-signed-in", "Sign in, or send a key: `Authorization: Bearer inlet_sk_…`.");
}

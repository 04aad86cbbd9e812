// /auth: setting up, signing in and out, the second factor.
import type { FastifyReply, FastifyRequest } from "fastify";
import { authStatus, setUpRequest, signInRequest, totpConfirmRequest, totpEnrolment, totpRemoveRequest } from "#contract/auth.ts";
import { AppError } from "#domain/errors.ts";
import { needsSetUp, setUpFirstAdmin } from "#desk/first-admin.ts";
import { endSession } from "#desk/sessions.ts";
import { signIn } from "#desk/sign-in.ts";
import { beginTotp, confirmTotp, removeTotp } from "#desk/totp.ts";
import { type Attempts, createAttempts } from "../attempts.ts";
import { personOf } from "../caller.ts";
import { clearSessionCookie, setSessionCookie } from "../cookies.ts";
import { type Server, answers, conflict, done } from "../describe.ts";
import type { HttpOptions } from "../options.ts";
import { TryLater } from "../problems.ts";
import type { Streams } from "../streams.ts";

const window = 15 * 60;

interface AuthServices {
  options: HttpOptions;
  streams: Streams;
  /** Failures by network address, by the e-mail address tried, and by the agent signed in. */
  byAddress: Attempts;
  byEmail: Attempts;
  byAgent: Attempts;
}

export function authRoutes(server: Server, options: HttpOptions, streams: Streams): void {
  const { clock } = options;
  const services: AuthServices = {
    options,
    streams,
    byAddress: createAttempts(clock, { most: 30, windowSeconds: window }),
    byEmail: createAttempts(clock, { most: 10, windowSeconds: window }),
    byAgent: createAttempts(clock, { most: 10, windowSeconds: window }),
  };
  getAuthStatusRoute(server, services);
  setUpRoute(server, services);
  signInRoute(server, services);
  signOutRoute(server, services);
  beginTotpRoute(server, services);
  confirmTotpRoute(server, services);
  removeTotpRoute(server, services);
}

function getAuthStatusRoute(server: Server, { options }: AuthServices): void {
  const { db, workspaceId } = options;
  server.get(
    "/auth/status",
    {
      config: { access: "anyone" },
      schema: {
        operationId: "getAuthStatus",
        tags: ["Signing in"],
        summary: "Whether somebody has set this Inlet up",
        security: [],
        response: answers(200, "The status.", authStatus),
      },
    },
    async () => ({ needsSetUp: await needsSetUp(db, workspaceId) }),
  );
}

function setUpRoute(server: Server, { options, byAddress }: AuthServices): void {
  const { db, clock } = options;
  server.post(
    "/auth/setup",
    {
      config: { access: "anyone" },
      schema: {
        operationId: "setUp",
        tags: ["Signing in"],
        summary: "Become the owner, with the one-time link that was printed at the start",
        security: [],
        body: setUpRequest,
        response: done(204, "You are the owner, and signed in."),
      },
    },
    async (request, reply) => {
      const session = await counted([{ attempts: byAddress, key: request.ip }], () =>
        setUpFirstAdmin(db, request.body, clock.now()),
      );
      setSessionCookie(reply, options, session.token);
      return noContent(reply);
    },
  );
}

function signInRoute(server: Server, { options, byAddress, byEmail }: AuthServices): void {
  const { db, envelope, clock, workspaceId } = options;
  server.post(
    "/auth/sign-in",
    {
      config: { access: "anyone" },
      schema: {
        operationId: "signIn",
        tags: ["Signing in"],
        summary: "Sign in with e-mail, password and, where it is on, a code",
        description: "Answers `totp-required` where a code is missing: send the same again with it.",
        security: [],
        body: signInRequest,
        response: done(204, "You are signed in: the session cookie is set."),
      },
    },
    async (request, reply) => {
      const { email, password, code } = request.body;
      const given = { email, password, code: code ?? null, replaces: sessionIdOf(request) };
      const counters = [
        { attempts: byAddress, key: request.ip },
        { attempts: byEmail, key: email },
      ];
      const session = await counted(counters, () => signIn({ db, envelope, now: clock.now() }, workspaceId, given));
      byEmail.forget(email);
      setSessionCookie(reply, options, session.token);
      return noContent(reply);
    },
  );
}

function signOutRoute(server: Server, { options, streams }: AuthServices): void {
  const { db } = options;
  server.post(
    "/auth/sign-out",
    {
      config: { access: "person" },
      schema: {
        operationId: "signOut",
        tags: ["Signing in"],
        summary: "Sign out",
        response: done(204, "The session has ended."),
      },
    },
    async (request, reply) => {
      const { credentialId, workspaceId } = personOf(request);
      await endSession(db, workspaceId, credentialId);
      streams.end(credentialId);
      clearSessionCookie(reply, options);
      return noContent(reply);
    },
  );
}

function beginTotpRoute(server: Server, { options }: AuthServices): void {
  const { db, envelope } = options;
  server.post(
    "/auth/totp",
    {
      config: { access: "person" },
      schema: {
        operationId: "beginTotp",
        tags: ["Signing in"],
        summary: "Ask for a secret for your authenticator app",
        response: { ...answers(200, "The secret, shown once.", totpEnrolment), ...conflict },
      },
    },
    async (request, reply) => {
      void reply.header("cache-control", "no-store");
      return beginTotp(db, envelope, actOf(request));
    },
  );
}

function confirmTotpRoute(server: Server, { options, byAgent }: AuthServices): void {
  const { db, envelope, clock } = options;
  server.post(
    "/auth/totp/confirm",
    {
      config: { access: "person" },
      schema: {
        operationId: "confirmTotp",
        tags: ["Signing in"],
        summary: "Switch the second factor on with a code from the app",
        body: totpConfirmRequest,
        response: { ...done(204, "It is on; your other sessions have ended."), ...conflict },
      },
    },
    async (request, reply) => {
      const act = { ...actOf(request), code: request.body.code, now: clock.now() };
      await counted([{ attempts: byAgent, key: act.agentId }], () => confirmTotp(db, envelope, act));
      return noContent(reply);
    },
  );
}

function removeTotpRoute(server: Server, { options, byAgent }: AuthServices): void {
  const { db } = options;
  server.delete(
    "/auth/totp",
    {
      config: { access: "person" },
      schema: {
        operationId: "removeTotp",
        tags: ["Signing in"],
        summary: "Switch the second factor off, with your password",
        body: totpRemoveRequest,
        response: done(204, "It is off; your other sessions have ended."),
      },
    },
    async (request, reply) => {
      const act = actOf(request);
      await counted([{ attempts: byAgent, key: act.agentId }], () => removeTotp(db, { ...act, password: request.body.password }));
      return noContent(reply);
    },
  );
}

function actOf(request: FastifyRequest) {
  const person = personOf(request);
  return { workspaceId: person.workspaceId, agentId: person.agent.id, credentialId: person.credentialId };
}

function sessionIdOf(request: FastifyRequest): string | null {
  return request.caller?.kind === "agent" ? request.caller.credentialId : null;
}

function noContent(reply: FastifyReply): FastifyReply {
  return reply.status(204).header("cache-control", "no-store").send(null);
}

const guesses = ["sign-in-failed", "totp-wrong", "setup-link-ended", "password-wrong"];

/**
 * Runs something that can be guessed at, unless one of its counters is full. The failure is counted before it is known, so
 * that a hundred guesses sent at once are not a hundred guesses tried.
 */
async function counted<T>(counters: readonly { attempts: Attempts; key: string }[], work: () => Promise<T>): Promise<T> {
  const wait = Math.max(...counters.map(({ attempts, key }) => attempts.waitSeconds(key)));
  if (wait > 0) throw new TryLater("too-many-attempts", wait, `Too many attempts. Try again in ${Math.ceil(wait / 60)} minutes.`);
  for (const { attempts, key } of counters) attempts.failed(key);
  try {
    const result = await work();
    for (const { attempts, key } of counters) attempts.takeBack(key);
    return result;
  } catch (error) {
    const guessed = error instanceof AppError && guesses.includes(error.code);
    if (!guessed) for (const { attempts, key } of counters) attempts.takeBack(key);
    throw error;
  }
}

// Who is let into the desk in memory: signing in and out, the second factor, colleagues, API keys.
import type { ApiKey } from "#contract/api-keys.ts";
import type { Desk } from "./fake-data.ts";
import { makeBooks, newId } from "./fake-parts.ts";
import { type Asked, no, ok, type Reply } from "./fake-reply.ts";

export interface Door {
  signedIn: boolean;
  needsSetUp: boolean;
}

/** What anybody may ask. Null: not a path of this part. */
export function answerAtTheDoor(door: Door, desk: Desk, { path, body }: Asked): Reply | null {
  if (path === "/auth/status") return ok({ needsSetUp: door.needsSetUp });
  if (path === "/auth/sign-in") {
    if (body["password"] === "wrong")
      return no(401, "sign-in-failed", "That did not work", "The e-mail address or the password is not right.");
    if (body["password"] === "needs-code" && body["code"] === undefined)
      return no(401, "totp-required", "One more step", "Type the code of your authenticator app.");
    door.signedIn = true;
    return ok(desk.me);
  }
  if (path === "/auth/setup") {
    door.signedIn = true;
    door.needsSetUp = false;
    return ok(desk.me);
  }
  if (path === "/auth/sign-out") {
    door.signedIn = false;
    return ok(null, 204);
  }
  return null;
}

/** Null: not a path of this part. */
export function answerAboutHouse(desk: Desk, asked: Asked): Reply | null {
  const { method, path } = asked;
  if (path === "/auth/totp" && method === "POST")
    return ok({
      secret: "JBSWY3DPEHPK3PXP",
      otpauthUri: "otpauth://totp/Inlet:mira@northwind.example?secret=JBSWY3DPEHPK3PXP&issuer=Inlet",
    });
  if (path === "/auth/totp/confirm") {
    if (desk.me.agent !== null) desk.me.agent.totpEnabled = true;
    return ok(null, 204);
  }
  if (path === "/auth/totp" && method === "DELETE") {
    if (desk.me.agent !== null) desk.me.agent.totpEnabled = false;
    return ok(null, 204);
  }
  if (path === "/me") return ok(desk.me);
  if (path === "/agents") return ok({ data: desk.agents, nextCursor: null });
  if (path === "/books") return ok(makeBooks());
  return path.startsWith("/api-keys") ? keys(desk, asked) : null;
}

function keys(desk: Desk, { method, path, body }: Asked): Reply {
  if (method === "POST") {
    const made = {
      id: newId(),
      name: body["name"] as string,
      scopes: body["scopes"] as ApiKey["scopes"],
      hint: "eTqM",
      createdAt: new Date().toISOString(),
      expiresAt: (body["expiresAt"] as string | null | undefined) ?? null,
      lastUsedAt: null,
      revokedAt: null,
    };
    desk.keys.unshift(made);
    return ok({ ...made, key: "inlet_sk_example_4Vd0cQm1nGxk9b2ZrY8tUwE5" }, 201);
  }
  if (method === "DELETE") {
    desk.keys = desk.keys.filter((key) => path !== `/api-keys/${key.id}`);
    return ok(null, 204);
  }
  return ok({ data: desk.keys, nextCursor: null });
}

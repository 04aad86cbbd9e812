// Who works here, and who is asking.
import { z } from "zod";
import { id, pageOf, time } from "./list.ts";

export const roles = ["owner", "admin", "agent", "viewer"] as const;
export type Role = (typeof roles)[number];

/** What a key or a role may do. Closed: a new word here is a new line in the scope × route matrix. */
export const scopes = [
  "tickets:read",
  "tickets:write",
  "deliveries:read",
  "deliveries:write",
  "sources:read",
  "sources:write",
] as const;
export const scope = z.enum(scopes);
export type Scope = (typeof scopes)[number];

/** What each role may do with tickets, deliveries and sources. Keys are for owners and admins alone. */
export const scopesOfRole: Readonly<Record<Role, readonly Scope[]>> = {
  owner: scopes,
  admin: scopes,
  agent: ["tickets:read", "tickets:write", "deliveries:read", "deliveries:write", "sources:read"],
  viewer: ["tickets:read", "deliveries:read", "sources:read"],
};

export const agent = z
  .object({
    id,
    name: z.string().meta({ example: "Mira Okafor" }),
    email: z.string().meta({ example: "mira@example.com" }),
    role: z.enum(roles),
    disabled: z.boolean(),
  })
  .meta({ id: "Agent" });
export type Agent = z.infer<typeof agent>;

export const agentPage = pageOf(agent).meta({ id: "AgentPage" });

/** Who is asking: a person with a session, or a program with a key. */
export const me = z
  .object({
    kind: z.enum(["agent", "api-key"]),
    /** Null for a key. */
    agent: agent.extend({ totpEnabled: z.boolean() }).nullable(),
    /** Null for a person. */
    apiKey: z.object({ id, name: z.string() }).nullable(),
    workspace: z.object({ id, name: z.string() }),
    scopes: z.array(scope),
    /** May see and change API keys. */
    mayManageKeys: z.boolean(),
    /** When the session or the key ends, if nothing is done; null for a key without an end. */
    expiresAt: time.nullable(),
  })
  .meta({ id: "Me" });
export type Me = z.infer<typeof me>;

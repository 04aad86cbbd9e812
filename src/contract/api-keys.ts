// Keys for programs: scoped, hashed at rest, shown once.
import { z } from "zod";
import { scope } from "./agents.ts";
import { id, pageOf, time, timeGiven } from "./list.ts";
import { nameOf } from "./text.ts";

export const apiKey = z
  .object({
    id,
    name: z.string().meta({ example: "Nightly export" }),
    scopes: z.array(scope),
    /** The last four characters, to tell keys apart. */
    hint: z.string().meta({ example: "x7Qd" }),
    createdAt: time,
    expiresAt: time.nullable(),
    /** To the minute. */
    lastUsedAt: time.nullable(),
    revokedAt: time.nullable(),
  })
  .meta({ id: "ApiKey" });
export type ApiKey = z.infer<typeof apiKey>;

export const apiKeyPage = pageOf(apiKey).meta({ id: "ApiKeyPage" });

export const createApiKeyRequest = z.strictObject({
  name: nameOf(100),
  scopes: z
    .array(scope)
    .min(1)
    .max(20)
    .transform((given) => [...new Set(given)]),
  /** Null or absent: until revoked. */
  expiresAt: timeGiven.nullable().optional(),
});
export type CreateApiKeyRequest = z.input<typeof createApiKeyRequest>;

/** The one answer that carries the key itself. */
export const createdApiKey = apiKey
  .extend({ key: z.string().meta({ example: "inlet_sk_4Vd0cQm1nGxk9b2ZrY8tUwE5sLhJ3aPf7oKiN6eTqM0" }) })
  .meta({ id: "CreatedApiKey" });
export type CreatedApiKey = z.infer<typeof createdApiKey>;

// Message-IDs of our own mail: unguessable, and recognised by their signature alone when they come back in a reply or a bounce.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** Bytes of the random token and of the truncated HMAC-SHA-256 (RFC 2104 §5): 128 bits each. */
const partBytes = 16;
const idPattern = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{22})@([a-z0-9.-]{1,253})$/;

/**
 * A new id, without angle brackets: `token.mac@domain`. The domain is in lower case.
 * `key` has 32 bytes or more and no other use.
 */
export function mintOwnId(key: Uint8Array, domain: string): string {
  const token = randomBytes(partBytes).toString("base64url");
  return `${token}.${macOf(key, token, domain)}@${domain}`;
}

/** Whether an id is one of ours. It proves which message is meant, never who sends it. Constant time for ids of our form. */
export function verifyOwnId(id: string, key: Uint8Array): boolean {
  const parts = idPattern.exec(id.trim());
  if (parts === null) return false;
  const expected = Buffer.from(macOf(key, parts[1]!, parts[3]!));
  const given = Buffer.from(parts[2]!);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

function macOf(key: Uint8Array, token: string, domain: string): string {
  return createHmac("sha256", key)
    .update(`inlet message-id v1\n${token}@${domain}`)
    .digest()
    .subarray(0, partBytes)
    .toString("base64url");
}

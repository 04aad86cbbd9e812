// Reply addresses: `reply+<token>@<domain>` leads an answer to its ticket. The token is stored only as its hash.
import { hash, randomBytes } from "node:crypto";
import { isReplyAddress, replyPrefix } from "#domain/address.ts";

/** 128 bits in base32 (RFC 4648 §6, lower case, unpadded): safe where a relay changes the case of a local part. */
const tokenBytes = 16;
const tokenLength = 26;
const alphabet = "abcdefghijklmnopqrstuvwxyz234567";

export interface ReplyToken {
  address: string;
  token: string;
  /** SHA-256 of the token: what is stored and looked up. */
  hash: Buffer;
}

export function mintReplyAddress(domain: string): ReplyToken {
  const token = base32(randomBytes(tokenBytes));
  return { address: `${replyPrefix}${token}@${domain}`, token, hash: hashReplyToken(token) };
}

/** The token of a reply address at our domain, or null for any other address. */
export function parseReplyAddress(address: string, domain: string): string | null {
  const lower = address.trim().toLowerCase();
  if (!isReplyAddress(lower, domain)) return null;
  const token = lower.slice(replyPrefix.length, lower.lastIndexOf("@"));
  return token.length === tokenLength && [...token].every((character) => alphabet.includes(character)) ? token : null;
}

export function hashReplyToken(token: string): Buffer {
  return hash("sha256", token, "buffer");
}

function base32(bytes: Uint8Array): string {
  let text = "";
  let value = 0;
  let bits = 0;
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(value >> bits) & 31];
    }
  }
  return bits > 0 ? text + alphabet[(value << (5 - bits)) & 31] : text;
}

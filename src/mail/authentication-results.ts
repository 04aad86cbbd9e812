// What an Authentication-Results value says (RFC 8601 §2.2), as far as an ARC chain needs it: DMARC and its domain, and who signed.
import type { AuthResult } from "#domain/authentication.ts";

export interface AuthenticationResults {
  /** `domain` is what stood in the From field when the server looked (header.from), lower case. */
  dmarc: { result: AuthResult; domain: string | null };
  /** Domains whose signature the server found good, lower case; at most ten. */
  signers: string[];
}

const most = 10;
const longest = 8_000;
const words: readonly string[] = ["none", "pass", "fail", "softfail", "neutral", "policy", "temperror", "permerror"];

export function authResult(word: string | undefined): AuthResult {
  return word !== undefined && words.includes(word) ? (word as AuthResult) : "none";
}

/** Total and linear; what is not there is "none". Of two DMARC results the worse counts, since nobody honest writes two. */
export function readAuthenticationResults(value: string): AuthenticationResults {
  const found: AuthenticationResults = { dmarc: { result: "none", domain: null }, signers: [] };
  let seen = 0;
  for (const part of withoutRemarks(value.slice(0, longest)).split(";")) {
    const { method, result, properties } = readPart(part);
    if (method === "dkim" && result === "pass" && found.signers.length < most) {
      const domain = properties.get("header.d") ?? domainIn(properties.get("header.i"));
      if (domain !== null) found.signers.push(domain);
    }
    if (method !== "dmarc") continue;
    seen += 1;
    found.dmarc = { result: seen === 1 ? result : "fail", domain: domainIn(properties.get("header.from")) };
  }
  return found;
}

function readPart(part: string): { method: string; result: AuthResult; properties: ReadonlyMap<string, string> } {
  const properties = new Map<string, string>();
  let [method, result] = ["", "none" as AuthResult];
  for (const token of part.trim().split(/\s+/)) {
    const equals = token.indexOf("=");
    if (equals <= 0) continue;
    const [name, text] = [token.slice(0, equals).toLowerCase(), token.slice(equals + 1).toLowerCase()];
    if (method === "") [method, result] = [name.split("/", 1)[0]!, authResult(text)];
    else if (!properties.has(name)) properties.set(name, text);
  }
  return { method, result, properties };
}

// `ann@customer.example`, `@customer.example` or `customer.example`.
function domainIn(text: string | undefined): string | null {
  const domain = text?.slice(text.lastIndexOf("@") + 1) ?? "";
  return domain === "" ? null : domain.endsWith(".") ? domain.slice(0, -1) : domain;
}

// Comments go, quotes come off, and a separator inside quotes separates nothing (RFC 5322 §3.2.2, §3.2.4).
function withoutRemarks(value: string): string {
  let out = "";
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < value.length; at += 1) {
    const character = value[at]!;
    if (character === "\\") at += 1;
    else if (isQuoted) {
      if (character === '"') isQuoted = false;
      else out += /[;\s]/.test(character) ? "_" : character;
    } else if (character === '"' && depth === 0) isQuoted = true;
    else if (character === "(") depth += 1;
    else if (character === ")" && depth > 0) depth -= 1;
    else if (depth === 0) out += character;
  }
  return out;
}

// The parts of mailauth that sign, by their files. Its own signer names each field once in h=, and cannot guard against one that is added.
declare module "mailauth/lib/dkim/body/index.js" {
  export function dkimBody(
    canonicalization: "relaxed",
    algorithm: "sha256",
  ): { update(bytes: Uint8Array): void; digest(encoding: "base64"): string };
}
declare module "mailauth/lib/dkim/header/index.js" {
  export function generateCanonicalizedHeader(
    type: "DKIM",
    fields: { keys: string; headers: readonly ParsedField[] },
    options: {
      algorithm: string;
      canonicalization: "relaxed/relaxed";
      signingDomain: string;
      selector: string;
      bodyHash: string;
      timestamp: number;
      expiration: false;
    },
  ): { canonicalizedHeader: Buffer; dkimHeaderOpts: Record<string, unknown> };
  export interface ParsedField {
    /** In lower case. */
    key: string;
    casedKey: string;
    line: Buffer;
  }
}
declare module "mailauth/lib/tools.js" {
  import type { ParsedField } from "mailauth/lib/dkim/header/index.js";
  export function parseHeaders(block: Buffer): { parsed: ParsedField[] };
  export function formatSignatureHeaderLine(type: "DKIM", values: Record<string, unknown>, folded: true): string;
}

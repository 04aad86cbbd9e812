// DKIM keys: made here, and written as DNS wants to read them (RFC 6376 §3.6.1, RFC 8463 §4).
import { generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";

export interface DkimKeyPair {
  algorithm: "rsa-sha256" | "ed25519-sha256";
  /** What stands behind p=: an RSA key as SubjectPublicKeyInfo, an Ed25519 key as its 32 bytes, both in base64. */
  publicKey: string;
  /** PKCS #8, PEM. */
  privateKey: string;
}

const generate = promisify(generateKeyPair) as unknown as (
  type: "rsa" | "ed25519",
  options?: { modulusLength: number },
) => Promise<{ publicKey: KeyObject; privateKey: KeyObject }>;

/** RFC 8301 §3.2: at least 1024 bits, should be 2048; more does not fit one UDP answer of many name servers. */
const modulusLength = 2_048;

/** A fresh pair of each kind: RSA, which everybody verifies, and Ed25519 beside it. Off the main thread. */
export async function makeDkimKeys(): Promise<readonly DkimKeyPair[]> {
  const [rsa, ed25519] = await Promise.all([generate("rsa", { modulusLength }), generate("ed25519")]);
  return [
    { algorithm: "rsa-sha256", publicKey: spki(rsa.publicKey).toString("base64"), privateKey: pem(rsa.privateKey) },
    // RFC 8463 §4.2: the bare key. In SubjectPublicKeyInfo it is what follows the 12 bytes of the algorithm (RFC 8410 §4).
    {
      algorithm: "ed25519-sha256",
      publicKey: spki(ed25519.publicKey).subarray(-32).toString("base64"),
      privateKey: pem(ed25519.privateKey),
    },
  ];
}

function spki(key: KeyObject): Buffer {
  return key.export({ type: "spki", format: "der" });
}

function pem(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }) as string;
}

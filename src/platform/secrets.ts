// Secrets: wrapped so that no log shows them, encrypted at rest, made at random, compared in constant time, passwords hashed.
import {
  argon2 as argon2Callback,
  createCipheriv,
  createDecipheriv,
  createHash,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
  type Argon2Parameters,
} from "node:crypto";
import { inspect } from "node:util";
import { AppError } from "#domain/errors.ts";

/** A value that shows itself only to those who ask for it by reveal(). */
export class Secret<T = string> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }

  [inspect.custom](): string {
    return "[secret]";
  }
}

/** Encrypts what must rest encrypted: TOTP secrets, tokens, private keys. */
export interface Envelope {
  /** `context` says whose and which it is ("agent:<id>:totp"): a ciphertext copied to another row does not open. */
  seal(plain: string, context: string): string;
  /** Throws AppError "secret-unreadable" when the key, the context or one bit differs. */
  open(sealed: string, context: string): string;
}

/** AES-256-GCM (NIST SP 800-38D), the key derived from INLET_SECRET by HKDF-SHA-256 (RFC 5869). */
export function createEnvelope(secret: Secret): Envelope {
  const key = deriveKey(secret, "inlet envelope v1");
  return {
    seal(plain, context) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64url")}`;
    },
    open(sealed, context) {
      try {
        if (!sealed.startsWith("v1.")) throw new Error("unknown version");
        const bytes = Buffer.from(sealed.slice(3), "base64url");
        const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12), { authTagLength: 16 });
        decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(12, 28));
        return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
      } catch (cause) {
        throw new AppError({
          code: "secret-unreadable",
          retry: "permanent",
          publicMessage: "A stored secret cannot be decrypted. Start Inlet with the INLET_SECRET that it was stored with.",
          cause,
        });
      }
    },
  };
}

/** A key of 32 bytes for one purpose: each purpose has its own, so that none can stand in for another. */
export function deriveKey(secret: Secret, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret.reveal(), "", purpose, 32));
}

/** 256 random bits as 43 characters of base64url. */
export function randomToken(): string {
  return randomBytes(32).toString("base64url");
}

const base32 = "abcdefghijklmnopqrstuvwxyz234567";

/** Random lower-case base32 (RFC 4648 §6), five bits a character: for addresses, which ignore case. */
export function randomBase32(length: number): string {
  return Array.from(randomBytes(length), (byte) => base32[byte & 31]).join("");
}

/** SHA-256: enough for a token, whose 256 random bits nobody can search. Never for a password. */
export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** Compares in a time that tells nothing of where two texts differ. */
export function isSame(a: string | Uint8Array, b: string | Uint8Array): boolean {
  return timingSafeEqual(createHash("sha256").update(a).digest(), createHash("sha256").update(b).digest());
}

// RFC 9106 §4, second recommended option, with less memory and one lane for a machine of two cores: 46 MiB, one pass more
// than OWASP's minimum at that size.
const cost = { memory: 47_104, passes: 2, parallelism: 1 };
const tagLength = 32;

/** argon2id as a PHC string: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const tag = await argon2id({ message: Buffer.from(password.normalize("NFC")), nonce, tagLength, ...cost });
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${unpadded(nonce)}$${unpadded(tag)}`;
}

/** Whether the password is the one hashed. With null (no such person) it takes just as long, and is false. */
export async function verifyPassword(password: string, hashed: string | null): Promise<boolean> {
  const found = readHash(hashed ?? nobodysHash);
  const message = Buffer.from(password.normalize("NFC"));
  const tag = await argon2id({ ...found.cost, message, nonce: found.nonce, tagLength: found.tag.length });
  return timingSafeEqual(tag, found.tag) && hashed !== null;
}

const nobodysHash = `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${"A".repeat(22)}$${"A".repeat(43)}`;

function readHash(hashed: string): { cost: typeof cost; nonce: Buffer; tag: Buffer } {
  const found = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(hashed);
  if (found === null) throw new Error("not an argon2id hash");
  const [, memory, passes, parallelism, nonce = "", tag = ""] = found;
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    nonce: Buffer.from(nonce, "base64"),
    tag: Buffer.from(tag, "base64"),
  };
}

function unpadded(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}

function argon2id(parameters: Argon2Parameters): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    argon2Callback("argon2id", parameters, (error, tag) => (error ? reject(error) : resolve(tag)));
  });
}

// A self-signed certificate (RFC 5280) for STARTTLS, where mail servers encrypt without asking who we are (RFC 7435).
import { createPrivateKey, generateKeyPairSync, randomBytes, sign } from "node:crypto";

export interface KeyAndCertificate {
  /** PKCS #8, PEM. */
  key: string;
  /** PEM. */
  cert: string;
}

/** Makes an ECDSA P-256 key and a certificate for one host name. `from` and `until` are cut to seconds. */
export function createSelfSigned(hostName: string, validity: { from: Date; until: Date }): KeyAndCertificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const name = sequence(set(sequence(oid.commonName, tagged(0x0c, Buffer.from(hostName.slice(0, 64))))));
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))), // version 3
    integer(serialNumber()),
    ecdsaWithSha256,
    name,
    sequence(time(validity.from), time(validity.until)),
    name,
    publicKey,
    tagged(0xa3, sequence(extension(oid.subjectAltName, sequence(tagged(0x82, Buffer.from(hostName, "ascii")))), serverOnly)),
  );
  const signature = sign("sha256", body, createPrivateKey(privateKey));
  const certificate = sequence(body, ecdsaWithSha256, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
  return { key: privateKey, cert: pem(certificate) };
}

// Distinguished Encoding Rules (ITU-T X.690): a tag, a length, the content.
function tagged(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag]), lengthOf(bytes.length), bytes]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const digits = Buffer.from(length.toString(16).padStart(length > 0xffff ? 6 : length > 0xff ? 4 : 2, "0"), "hex");
  return Buffer.concat([Buffer.from([0x80 | digits.length]), digits]);
}

function sequence(...content: readonly Uint8Array[]): Buffer {
  return tagged(0x30, ...content);
}

function set(...content: readonly Uint8Array[]): Buffer {
  return tagged(0x31, ...content);
}

function integer(bytes: Uint8Array): Buffer {
  return tagged(0x02, bytes);
}

/** RFC 5280 §4.1.2.2: positive, at most 20 octets; the first bits are set so that it is neither negative nor zero. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = 0x40 | ((bytes[0] ?? 0) & 0x3f);
  return bytes;
}

/** RFC 5280 §4.1.2.5: UTCTime before 2050, GeneralizedTime from then on. */
function time(date: Date): Buffer {
  const digits = `${date.toISOString().slice(0, 19).replace(/\D/g, "")}Z`;
  return date.getUTCFullYear() < 2050 ? tagged(0x17, Buffer.from(digits.slice(2))) : tagged(0x18, Buffer.from(digits));
}

const oid = {
  ecdsaWithSha256: Buffer.from("06082a8648ce3d040302", "hex"),
  commonName: Buffer.from("0603550403", "hex"),
  subjectAltName: Buffer.from("0603551d11", "hex"),
  extendedKeyUsage: Buffer.from("0603551d25", "hex"),
  serverAuth: Buffer.from("06082b06010505070301", "hex"),
};
const ecdsaWithSha256 = sequence(oid.ecdsaWithSha256);
const serverOnly = extension(oid.extendedKeyUsage, sequence(oid.serverAuth));

function extension(id: Uint8Array, value: Uint8Array): Buffer {
  return sequence(id, tagged(0x04, value));
}

function pem(der: Buffer): string {
  return `-----BEGIN CERTIFICATE-----\n${der.toString("base64").replace(/.{1,64}/g, "$&\n")}-----END CERTIFICATE-----\n`;
}

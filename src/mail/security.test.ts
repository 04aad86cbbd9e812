// What is signed, what is encrypted, and what only looks so.
import { describe, expect, it } from "vitest";
import type { MessageSecurity } from "#domain/message.ts";
import { prescan } from "./prescan.ts";
import { readSecurity } from "./security.ts";

function read(mail: string, text = ""): MessageSecurity | null {
  return readSecurity(prescan(Buffer.from(mail.replaceAll("\n", "\r\n"), "latin1")).root, text);
}

const verdict = (signed: MessageSecurity["signed"], encrypted: MessageSecurity["encrypted"], protectedHeaders = false) => ({
  signed,
  encrypted,
  protectedHeaders,
});

const multipart = (kind: string, parameters: string, parts: string[], head = "") =>
  `${head}Content-Type: multipart/${kind}; boundary=b${parameters}\n\n${parts.map((part) => `--b\n${part}\n`).join("")}--b--\n`;
const plain = "Content-Type: text/plain\n\nwords";
/** The beginnings of PKCS #7 objects: a sequence, and the type of its content. */
const enveloped = Buffer.from("308006092a864886f70d010703a080", "hex").toString("base64");
const signedHead = "308006092a864886f70d010702a080";

describe("a message", () => {
  it.each([
    [
      "PGP/MIME signed",
      multipart("signed", '; protocol="application/pgp-signature"', [plain, "Content-Type: application/pgp-signature\n\nx"]),
      verdict("pgp", null),
    ],
    ["S/MIME signed", multipart("signed", '; protocol="application/x-pkcs7-signature"', [plain]), verdict("smime", null)],
    [
      "signed without a protocol",
      multipart("signed", "", [plain, "Content-Type: application/pkcs7-signature\n\nx"]),
      verdict("smime", null),
    ],
    [
      "signed below a list's footer",
      multipart("mixed", "", [multipart("signed", "", [plain]).replaceAll("=b", "=c").replaceAll("--b", "--c"), plain]),
      verdict("pgp", null),
    ],
    [
      "signed with protected headers",
      multipart("signed", "", ['Content-Type: text/plain; hp="clear"\n\nx']),
      verdict("pgp", null, true),
    ],
    [
      "signed with protected headers of old",
      multipart("signed", "", ['Content-Type: text/plain; protected-headers="v1"\n\nx']),
      verdict("pgp", null, true),
    ],
    [
      "PGP/MIME encrypted",
      multipart("encrypted", '; protocol="application/pgp-encrypted"', ["Content-Type: application/pgp-encrypted\n\nVersion: 1"]),
      verdict(null, "pgp"),
    ],
    ["encrypted with its subject hidden", multipart("encrypted", "", [], "Subject: Re: ...\n"), verdict(null, "pgp", true)],
    [
      "PGP/MIME taken apart by a gateway",
      multipart("mixed", "", [
        "Content-Type: application/pgp-encrypted\n\nVersion: 1",
        "Content-Type: application/octet-stream; name=encrypted.asc\n\nx",
      ]),
      verdict(null, "pgp"),
    ],
    [
      "S/MIME encrypted, by its parameter",
      "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\n",
      verdict(null, "smime"),
    ],
    [
      "S/MIME encrypted, by its bytes",
      `Content-Type: application/x-pkcs7-mime\nContent-Transfer-Encoding: base64\n\n${enveloped}`,
      verdict(null, "smime"),
    ],
    [
      "S/MIME encrypted, as a file",
      `Content-Type: application/octet-stream; name="smime.p7m"\nContent-Transfer-Encoding: base64\n\n${enveloped}`,
      verdict(null, "smime"),
    ],
    [
      "PGP in the text",
      "Content-Type: text/plain\n\nHi\n-----BEGIN PGP MESSAGE-----\n\nx\n-----END PGP MESSAGE-----\n",
      verdict(null, "pgp"),
    ],
    [
      "PGP in the text in base64",
      `Content-Transfer-Encoding: base64\n\n${Buffer.from("-----BEGIN PGP MESSAGE-----\n\nx\n-----END PGP MESSAGE-----\n").toString("base64")}`,
      verdict(null, "pgp"),
    ],
    [
      "signed in the text",
      "Content-Type: text/plain\n\n-----BEGIN PGP SIGNED MESSAGE-----\n\nx\n-----BEGIN PGP SIGNATURE-----\n",
      verdict("pgp", null),
    ],
  ])("%s", (_name, mail, expected) => {
    expect(read(mail)).toEqual(expected);
  });

  it.each([
    ["plain", plain],
    ["with certificates alone", "Content-Type: application/pkcs7-mime; smime-type=certs-only\n\n"],
    ["that quotes one", "Content-Type: text/plain\n\n> -----BEGIN PGP MESSAGE-----\n> x\n> -----END PGP MESSAGE-----\n"],
    ["that speaks of one", "Content-Type: text/plain\n\nWhat is -----BEGIN PGP MESSAGE-----?\n"],
    [
      "that carries one",
      multipart("mixed", "", [plain, `Content-Type: message/rfc822\n\nContent-Type: multipart/signed; boundary=x\n\n--x--\n`]),
    ],
    [
      "that carries an encrypted file",
      multipart("mixed", "", [plain, "Content-Type: application/octet-stream; name=a.pgp\n\nx"]),
    ],
    ["whose subject is dots", `Subject: ...\n${plain}`],
  ])("%s is neither", (_name, mail) => {
    expect(read(mail)).toBeNull();
  });

  it("signed as a whole shows what it says", () => {
    const inner = Buffer.from("Content-Type: text/plain\r\n\r\nHello from inside");
    const octets = Buffer.concat([
      Buffer.from([0x24, 0x80, 0x04, 10]),
      inner.subarray(0, 10),
      Buffer.from([0x04, inner.length - 10]),
      inner.subarray(10),
    ]);
    const object = Buffer.concat([
      Buffer.from(signedHead, "hex"),
      Buffer.from("308002010131003080", "hex"),
      Buffer.from("06092a864886f70d010701a080", "hex"),
      octets,
      Buffer.alloc(8),
    ]);
    const mail = `Content-Type: application/pkcs7-mime; name=smime.p7m\nContent-Transfer-Encoding: base64\n\n${object.toString("base64")}`;
    const { root } = prescan(Buffer.from(mail));
    expect(root.children).toHaveLength(1);
    expect(root.children[0]!.bytes.subarray(root.children[0]!.bodyStart).toString()).toBe("Hello from inside");
    expect(readSecurity(root, "")).toEqual(verdict("smime", null));
  });
});

// Every wrong INLET_SMTP_RELAY is refused at the start, in words that say what is wrong, and never with what was given.
import { describe, expect, it } from "vitest";
import { AppError } from "#domain/errors.ts";
import { readConfig } from "./config.ts";
import { readRelayUrl } from "./relay-url.ts";

const read = (given: string) => {
  const relay = readRelayUrl(given);
  return typeof relay === "string" ? relay : { ...relay, password: relay.password?.reveal() ?? null };
};

describe("a relay in one URL", () => {
  const plain = { host: "relay.example", port: 587, tls: "optional", username: null, password: null };

  it.each([
    ["smtp://relay.example", plain],
    ["smtp://Relay.Example:2525/", { ...plain, port: 2525 }],
    ["smtp://u:p@relay.example", { ...plain, tls: "required", username: "u", password: "p" }],
    ["smtp://u:p@localhost:1025", { ...plain, host: "localhost", port: 1025, username: "u", password: "p" }],
    ["smtp://u:p@127.example", { ...plain, host: "127.example", tls: "required", username: "u", password: "p" }],
    ["smtp://u%40x:p%23%2F%3F%25@relay.example", { ...plain, tls: "required", username: "u@x", password: "p#/?%" }],
    ["smtp://u@relay.example?tls=required", { ...plain, tls: "required", username: "u" }],
    ["smtp://127.0.0.1:25?tls=none", { ...plain, host: "127.0.0.1", port: 25, tls: "none" }],
    ["smtp://[2001:db8::25]:25", { ...plain, host: "2001:db8::25", port: 25 }],
    ["smtps://relay.example", { ...plain, port: 465, tls: "implicit" }],
    [" smtps://u:p@relay.example:4465 ", { ...plain, port: 4465, tls: "implicit", username: "u", password: "p" }],
  ])("%s is read", (given, relay) => {
    expect(read(given)).toEqual(relay);
  });

  it.each([
    ["relay.example", "no URL"],
    ["relay.example:587", "does not begin with smtp://"],
    ["http://relay.example", "does not begin with smtp://"],
    ["smtp:relay.example", "something follows"],
    ["smtp://", "host"],
    ["smtp://u:p@", "no URL"],
    ["smtp://relay..example", "host"],
    ["smtp://relay_.-example", "host"],
    ["smtp://rel%61y.example", "host"],
    ["smtp://rel ay.example", "no URL"],
    ["smtp://relay.example:0", "port"],
    ["smtp://relay.example:65536", "no URL"],
    ["smtp://relay.example:smtp", "no URL"],
    ["smtp://relay.example/inbox", "something follows"],
    ["smtp://relay.example#x", "something follows"],
    ["smtp://relay.example#", "something follows"],
    // A password with a character that was not escaped: what is left of the address would be another one.
    ["smtp://desk:12#secret@relay.example", "something follows"],
    ["smtp://desk:12/secret@relay.example", "something follows"],
    ["smtp://desk:12?secret@relay.example", "only tls="],
    ["smtp://desk:50%secret@relay.example", "no escape"],
    ["smtp://desk:a%FFsecret@relay.example", "no escape"],
    ["smtp://:secret@relay.example", "no user"],
    ["smtp://desk%0D%0AMAIL:secret@relay.example", "user"],
    ["smtp://desk:secret%00@relay.example", "password"],
    [`smtp://desk:${"s".repeat(501)}@relay.example`, "password"],
    ["smtp://relay.example?tls=yes", "?tls="],
    ["smtp://relay.example?tls=", "?tls="],
    ["smtp://relay.example?tls=implicit", "smtps://"],
    ["smtps://relay.example?tls=none", "leave ?tls= out"],
    ["smtp://relay.example?tsl=required", "only tls="],
    ["smtp://relay.example?tls=required&tls=none", "only tls="],
    ["smtp://relay.example?tls=none", "this machine alone"],
    ["smtp://desk:secret@relay.example?tls=none", "this machine alone"],
    ["smtp://169.254.169.254", "link-local"],
    ["smtp://[fe80::1]", "link-local"],
    ["smtp://[::ffff:a9fe:a9fe]", "link-local"],
  ])("%j is refused: %s", (given, words) => {
    expect(read(given)).toEqual(expect.stringContaining(words));
    expect(read(given)).not.toMatch(/secret|desk:/);
  });

  it("is refused by the configuration with the variable, the reason, and what would be right", () => {
    let said = "";
    try {
      readConfig({ INLET_SMTP_RELAY: "smtp://desk:50%secret@relay.example" });
    } catch (error) {
      said = error instanceof AppError ? error.publicMessage : String(error);
    }
    expect(said).toContain(
      "INLET_SMTP_RELAY: user or password hold a % that is no escape (write it as %25); expected a URL such as",
    );
    expect(said).not.toContain("secret");
  });
});

// The certificate that the SMTP door makes for itself.
import { X509Certificate, createPublicKey } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:tls";
import { describe, expect, it } from "vitest";
import { createSelfSigned } from "./self-signed.ts";

const validity = { from: new Date(Date.now() - 86_400_000), until: new Date(Date.now() + 86_400_000) };

describe("a self-signed certificate", () => {
  it("says what it was made for, and is signed by its own key", () => {
    const { key, cert } = createSelfSigned("in.example.com", {
      from: new Date("2026-01-02T03:04:05Z"),
      until: new Date("2055-06-07T08:09:10Z"),
    });
    const read = new X509Certificate(cert);
    expect(read.subject).toBe("CN=in.example.com");
    expect(read.subjectAltName).toBe("DNS:in.example.com");
    expect(read.checkHost("in.example.com")).toBe("in.example.com");
    expect(read.checkHost("other.example.com")).toBeUndefined();
    expect(new Date(read.validFrom).toISOString()).toBe("2026-01-02T03:04:05.000Z");
    expect(new Date(read.validTo).toISOString()).toBe("2055-06-07T08:09:10.000Z");
    expect(read.verify(createPublicKey(key))).toBe(true);
    expect(read.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
  });

  it("has a serial number of its own", () => {
    const serials = Array.from(
      { length: 50 },
      () => new X509Certificate(createSelfSigned("a.example", validity).cert).serialNumber,
    );
    expect(new Set(serials).size).toBe(50);
  });

  it.each(["TLSv1.2", "TLSv1.3"] as const)("carries a %s session with a client that trusts it", async (version) => {
    const host = `${"long-".repeat(12)}name.in.example.com`;
    const { key, cert } = createSelfSigned(host, validity);
    const server = createServer({ key, cert }, (socket) => socket.end("hello"));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const socket = connect({ port, host: "127.0.0.1", servername: host, ca: cert, minVersion: version, maxVersion: version });
    const [chunk] = (await once(socket, "data")) as [Buffer];
    expect(chunk.toString()).toBe("hello");
    expect(socket.authorized).toBe(true);
    socket.destroy();
    server.close();
  });
});

// The forwarding channel keeps the promises of every channel.
import { type ExampleMessage, exerciseChannel } from "../../../test/exercise-channel.ts";
import { SmtpClient } from "../../../test/smtp-client.ts";
import { createSmtpChannel, type SmtpChannel } from "./channel.ts";

const route = { workspaceId: "w1", sourceId: "s1", address: "support-k3m9@in.example.com" };

function message(fields: ExampleMessage): Uint8Array {
  const head = [
    "From: Ann <ann@customer.example>",
    `To: ${route.address}`,
    "Date: Fri, 02 Jan 2026 03:04:05 +0000",
    `Subject: ${fields.subject}`,
    `Message-ID: <${fields.messageId}>`,
    ...(fields.references === undefined ? [] : [`References: ${fields.references.map((id) => `<${id}>`).join(" ")}`]),
    "MIME-Version: 1.0",
  ];
  const text = ["Content-Type: text/plain; charset=utf-8", "", fields.text];
  if (fields.file === undefined) return Buffer.from([...head, ...text, ""].join("\r\n"));
  const lines = [
    ...head,
    'Content-Type: multipart/mixed; boundary="b"',
    "",
    "--b",
    ...text,
    "--b",
    `Content-Type: application/octet-stream; name="${fields.file.name}"`,
    `Content-Disposition: attachment; filename="${fields.file.name}"`,
    "Content-Transfer-Encoding: base64",
    "",
    ...(Buffer.from(fields.file.content)
      .toString("base64")
      .match(/.{1,76}/g) ?? []),
    "--b--",
    "",
  ];
  return Buffer.from(lines.join("\r\n"));
}

exerciseChannel("forwarding", {
  route,
  channel: () => createSmtpChannel({ host: "127.0.0.1", port: 0, hostname: "in.example.com", tls: null }),
  async connect(channel, context) {
    const receiver = await (channel as SmtpChannel).receive.start(context);
    const client = await SmtpClient.open({ port: receiver.port });
    return {
      async deliver(raw) {
        const reply = await client.send({ from: "ann@customer.example", to: [route.address], raw });
        return reply.code === 250 ? "received" : "try-again";
      },
      async [Symbol.asyncDispose]() {
        client.destroy();
        await receiver[Symbol.asyncDispose]();
      },
    };
  },
  message,
  hasIds: false,
  badSource: {
    id: route.sourceId,
    workspaceId: route.workspaceId,
    kind: "forwarding",
    name: "Support",
    settings: {},
    companyId: null,
  },
});

// The load: mails ready on the wire format, sent over persistent SMTP sessions as fast as the server says 250.
import { dkimSign } from "mailauth";
import { SmtpClient, stuffDots } from "../test/smtp-client.ts";
import { generateMails, type MailRecipe, type SampleMail } from "./mails.ts";
import type { SenderDns } from "./name-server.ts";

export interface PreparedMail {
  from: string;
  raw: Uint8Array;
}

/** Made and dot-stuffed before the clock starts. With `dns`, every second one is signed for its author's domain. */
export async function prepareMails(recipe: MailRecipe, dns: SenderDns | null): Promise<PreparedMail[]> {
  const mails: PreparedMail[] = [];
  for (const mail of generateMails(recipe)) {
    const raw = dns !== null && mails.length % 2 === 0 ? await sign(mail, dns) : mail.raw;
    mails.push({ from: mail.from, raw: stuffDots(raw) });
  }
  return mails;
}

async function sign(mail: SampleMail, { privateKey, selector }: SenderDns): Promise<Buffer> {
  const signingDomain = mail.from.slice(mail.from.indexOf("@") + 1);
  const { signatures, errors } = await dkimSign(mail.raw, {
    canonicalization: "relaxed/relaxed",
    algorithm: "rsa-sha256",
    signatureData: [{ signingDomain, selector, privateKey }],
  } as never);
  if (errors?.length) throw new Error(`a mail could not be signed: ${JSON.stringify(errors)}`);
  return Buffer.concat([Buffer.from(signatures), mail.raw]);
}

/** Hands all mails over; every one has to be answered with 250. Gives the time from the first byte to the last 250, in seconds. */
export async function sendAll(
  mails: readonly PreparedMail[],
  to: { ports: readonly number[]; recipient: string; connections: number },
): Promise<number> {
  const clients = await Promise.all(
    Array.from({ length: to.connections }, (_, at) => SmtpClient.open({ port: to.ports[at % to.ports.length] as number })),
  );
  const startedAt = performance.now();
  let next = 0;
  await Promise.all(
    clients.map(async (client) => {
      for (let mail = mails[next++]; mail !== undefined; mail = mails[next++]) await sendOne(client, mail, to.recipient);
    }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  for (const client of clients) client.destroy();
  return seconds;
}

async function sendOne(client: SmtpClient, { from, raw }: PreparedMail, recipient: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const reply = await client.send({ from, to: [recipient], raw });
    if (reply.code === 250) return;
    if (reply.code >= 500) throw new Error(`refused: ${reply.lines.join(" / ")}`);
    // Back-pressure: the server asks to come back later.
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("a message was never accepted");
}

// A name server on this machine that answers for the made-up senders: SPF, a DKIM key and a DMARC policy for each domain.
import { generateKeyPairSync } from "node:crypto";
import dns2 from "dns2";

export interface SenderDns extends AsyncDisposable {
  /** host:port, for INLET_DNS. */
  address: string;
  /** PEM; signs for every domain. */
  privateKey: string;
  selector: string;
  /** Questions asked so far. */
  readonly questions: number;
}

const selector = "bench";

/** Answers on a free UDP port of the loopback address until disposed. */
export async function startSenderDns(domains: readonly string[]): Promise<SenderDns> {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const key = publicKey.export({ type: "spki", format: "der" }).toString("base64");
  const records = new Map<string, string>();
  for (const domain of domains) {
    records.set(domain, "v=spf1 ip4:127.0.0.1 -all");
    records.set(`${selector}._domainkey.${domain}`, `v=DKIM1; k=rsa; p=${key}`);
    records.set(`_dmarc.${domain}`, "v=DMARC1; p=reject");
  }
  let questions = 0;
  const server = dns2.createServer({
    udp: true,
    handle: (request, send) => {
      questions += 1;
      const response = dns2.Packet.createResponseFromRequest(request);
      const question = request.questions[0];
      const record = question === undefined ? undefined : records.get(question.name.toLowerCase());
      if (question === undefined || record === undefined) response.header.rcode = dns2.Packet.RCODE.NXDOMAIN;
      else if (question.type === dns2.Packet.TYPE.TXT) {
        // RFC 1035 §3.3.14: strings of at most 255 bytes.
        const data = record.match(/.{1,250}/g) ?? [];
        response.answers.push({
          name: question.name,
          type: dns2.Packet.TYPE.TXT,
          class: dns2.Packet.CLASS.IN,
          ttl: 300,
          data,
        } as never);
      }
      void send(response);
    },
  });
  await server.listen({ udp: { port: 0, address: "127.0.0.1" } } as never);
  const { port } = server.addresses().udp as { port: number };
  return {
    address: `127.0.0.1:${port}`,
    privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    selector,
    get questions() {
      return questions;
    },
    async [Symbol.asyncDispose]() {
      await server.close();
    },
  };
}

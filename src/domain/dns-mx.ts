// Whether answers find back: the MX record of the mail domain, and the addresses of its hosts (RFC 5321 §5.1).
import { type Ask, isWithin, valuesOf } from "./dns-answers.ts";
import { type Verdict, troubleWith, wrong } from "./dns-verdict.ts";
import type { SendingSetup, WantedRecord } from "./sending-records.ts";

/** Hosts of mailbox providers, which surely are not this machine. */
const mailboxHosts = [
  "google.com",
  "googlemail.com",
  "outlook.com",
  "office365.com",
  "yahoodns.net",
  "zoho.com",
  "zoho.eu",
  "messagingengine.com",
  "protonmail.ch",
  "icloud.com",
  "secureserver.net",
  "registrar-servers.com",
  "privateemail.com",
  "ovh.net",
  "ionos.com",
  "kundenserver.de",
  "gandi.net",
  "mailgun.org",
  "amazonaws.com",
  "pphosted.com",
  "mimecast.com",
];

export function checkMx(record: WantedRecord, setup: SendingSetup, ask: Ask): Verdict {
  const answer = ask(record.name, "MX");
  if (answer.state === "unknown") return troubleWith(record.name, answer);
  const found = valuesOf(answer);
  const hosts = found.map((value) =>
    value
      .replace(/^\d+\s+/, "")
      .toLowerCase()
      .replace(/\.$/, ""),
  );
  if (hosts.length === 0) return explainNone(record, ask);
  const wanted = setup.ourHosts[0] ?? setup.mailDomain;
  const fault = faultOf(record.name, { hosts, found, wanted });
  if (fault !== null) return fault;
  const ours = hosts.find((host) => setup.ourHosts.includes(host));
  if (ours !== undefined) return judgeAddress(ours, found, ask);
  return judgeForeign(record, { hosts, found, wanted, ourHosts: setup.ourHosts }, ask);
}

function explainNone(record: WantedRecord, ask: Ask): Verdict {
  const [alias] = valuesOf(ask(record.name, "CNAME"));
  if (alias !== undefined) {
    return {
      state: "shadowed",
      code: "cname-in-the-way",
      found: [`CNAME ${alias}`],
      advice: `${record.name} is an alias (CNAME) of ${alias}, and beside a CNAME no MX counts. Replace the CNAME by an address record, then publish the MX.`,
    };
  }
  return {
    state: "missing",
    code: "record-missing",
    found: [],
    advice: `${record.name} has no MX record: customers' answers and bounces do not come back. Publish it.`,
  };
}

interface Hosts {
  hosts: readonly string[];
  found: readonly string[];
  wanted: string;
}

function faultOf(name: string, { hosts, found, wanted }: Hosts): Verdict | null {
  const doubled = hosts.find((host) => host === `${wanted}.${name}` || (wanted !== name && host.endsWith(`.${name}.${name}`)));
  if (doubled !== undefined) {
    return wrong(
      "mx-name-doubled",
      found,
      `The MX leads to ${doubled}: the zone's name was added to its host. End the host with a dot (${wanted}.).`,
    );
  }
  const address = hosts.find((host) => /^[\d.]+$/.test(host) || host.includes(":"));
  if (address !== undefined)
    return wrong(
      "mx-is-an-address",
      found,
      `An MX names a host, never an address such as ${address} (RFC 5321 section 5.1). Name ${wanted}.`,
    );
  if (hosts.every((host) => host === ""))
    return wrong("mx-elsewhere", found, `The record says that ${name} takes no mail at all (RFC 7505). Replace it.`);
  return null;
}

function judgeAddress(host: string, found: readonly string[], ask: Ask): Verdict {
  const { addresses, trouble } = addressesOf(host, ask);
  if (addresses.length > 0) return { state: "ok", code: null, found, advice: `Answers come back by way of ${host}.` };
  if (trouble !== null)
    return { state: "unknown", code: "dns-trouble", found, advice: `The name servers of ${host} did not answer (${trouble}).` };
  return wrong(
    "mx-without-address",
    found,
    `The MX leads to ${host}, which has no address record. Add an A record (and AAAA) with the public address of the machine that takes the mail.`,
  );
}

function judgeForeign(
  record: WantedRecord,
  { hosts, found, wanted, ourHosts }: Hosts & { ourHosts: readonly string[] },
  ask: Ask,
): Verdict {
  const elsewhere = wrong(
    "mx-elsewhere",
    found,
    `The MX of ${record.name} leads to ${hosts.join(", ")}, not to Inlet: answers go there. Use a domain for INLET_MAIL_DOMAIN that has no mailboxes, and publish the MX shown here.`,
  );
  if (hosts.every((host) => mailboxHosts.some((end) => isWithin(host, end)))) return elsewhere;
  const theirs = hosts.map((host) => addressesOf(host, ask));
  const ours = ourHosts.flatMap((host) => addressesOf(host, ask).addresses);
  const reached = theirs.flatMap(({ addresses }) => addresses);
  if (reached.some((address) => ours.includes(address)))
    return { state: "ok", code: null, found, advice: `Answers come back by way of ${hosts.join(", ")}, which is ${wanted}.` };
  if (reached.length > 0 && ours.length > 0) return elsewhere;
  if (reached.length === 0) {
    const trouble = theirs.find((one) => one.trouble !== null)?.trouble;
    return trouble == null
      ? wrong(
          "mx-without-address",
          found,
          `The MX leads to ${hosts.join(", ")}, which has no address. Publish the MX shown here, with an A record for its host.`,
        )
      : {
          state: "unknown",
          code: "dns-trouble",
          found,
          advice: `The name servers of ${hosts.join(", ")} did not answer (${trouble}).`,
        };
  }
  return {
    state: "unknown",
    code: "mx-unproved",
    found,
    advice: `The MX leads to ${hosts.join(", ")}. Whether that is this Inlet cannot be seen from here: the challenge of a source proves it.`,
  };
}

function addressesOf(host: string, ask: Ask): { addresses: readonly string[]; trouble: string | null } {
  const answers = [ask(host, "A"), ask(host, "AAAA")];
  const trouble = answers.find((answer) => answer.state === "unknown");
  return { addresses: answers.flatMap(valuesOf), trouble: trouble?.state === "unknown" ? trouble.code : null };
}

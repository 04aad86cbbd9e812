// Relays that are well known by their names: what lets them send in SPF, and whether they put a return path of their own.

export interface RelayProvider {
  name: string;
  /** Ends of their hosts' names. */
  hosts: readonly string[];
  /** How the name begins, where its end alone does not tell. */
  begins?: string;
  /** The SPF mechanism that names their machines. */
  mechanism: string;
  /** They replace the envelope sender by an address of theirs, which then has SPF of its own. */
  ownReturnPath: boolean;
}

export const relayProviders: readonly RelayProvider[] = [
  { name: "Postmark", hosts: ["postmarkapp.com"], mechanism: "include:spf.mtasv.net", ownReturnPath: true },
  // Other machines there are somebody's own.
  { name: "Amazon SES", hosts: ["amazonaws.com"], begins: "email-smtp", mechanism: "include:amazonses.com", ownReturnPath: true },
  { name: "Mailgun", hosts: ["mailgun.org", "mailgun.net"], mechanism: "include:mailgun.org", ownReturnPath: true },
  { name: "SendGrid", hosts: ["sendgrid.net"], mechanism: "include:sendgrid.net", ownReturnPath: true },
  { name: "Mailjet", hosts: ["mailjet.com"], mechanism: "include:spf.mailjet.com", ownReturnPath: true },
  { name: "Brevo", hosts: ["brevo.com", "sendinblue.com"], mechanism: "include:spf.brevo.com", ownReturnPath: true },
  { name: "Mandrill", hosts: ["mandrillapp.com"], mechanism: "include:spf.mandrillapp.com", ownReturnPath: true },
  { name: "SMTP2GO", hosts: ["smtp2go.com"], mechanism: "include:spf.smtp2go.com", ownReturnPath: true },
  { name: "MailerSend", hosts: ["mailersend.net"], mechanism: "include:_spf.mailersend.net", ownReturnPath: true },
  { name: "Google", hosts: ["gmail.com", "google.com"], mechanism: "include:_spf.google.com", ownReturnPath: false },
  {
    name: "Microsoft 365",
    hosts: ["office365.com", "outlook.com"],
    mechanism: "include:spf.protection.outlook.com",
    ownReturnPath: false,
  },
  { name: "Fastmail", hosts: ["fastmail.com"], mechanism: "include:spf.messagingengine.com", ownReturnPath: false },
  { name: "Zoho", hosts: ["zoho.com"], mechanism: "include:zohomail.com", ownReturnPath: false },
  { name: "OVH", hosts: ["ovh.net"], mechanism: "include:mx.ovh.com", ownReturnPath: false },
  { name: "Infomaniak", hosts: ["infomaniak.com"], mechanism: "include:spf.infomaniak.ch", ownReturnPath: false },
  { name: "Gandi", hosts: ["gandi.net"], mechanism: "include:_mailcust.gandi.net", ownReturnPath: false },
];

export function providerOf(host: string): RelayProvider | null {
  const name = host.toLowerCase();
  const isOf = ({ hosts, begins }: RelayProvider) =>
    name.startsWith(begins ?? "") && hosts.some((end) => name === end || name.endsWith(`.${end}`));
  return relayProviders.find(isOf) ?? null;
}

export interface RelayHint {
  /** What SPF needs to hold. */
  mechanism: string;
  /** For sentences: "Postmark", "the relay smtp.example.net", "this machine". */
  name: string;
  /** Whether exactly this mechanism has to be there; otherwise it is the likely one, and others may say the same. */
  certain: boolean;
  ownReturnPath: boolean;
}

/**
 * What SPF has to say for mail that leaves through a relay. One on this machine or in its network sends from an address that we cannot see:
 * most likely that of the machine which also takes the mail, which `mx:` names.
 */
export function relayHintOf(host: string | null, mailDomain: string): RelayHint {
  const here = { mechanism: `mx:${mailDomain}`, certain: false, ownReturnPath: false };
  if (host === null) return { ...here, name: "the machine that Inlet runs on" };
  const provider = providerOf(host);
  if (provider !== null) {
    const { mechanism, name, ownReturnPath } = provider;
    return { mechanism, name, certain: true, ownReturnPath };
  }
  if (isAddress(host)) {
    return isPrivate(host)
      ? { ...here, name: "the relay beside Inlet" }
      : { ...here, mechanism: `${host.includes(":") ? "ip6" : "ip4"}:${host}`, name: `the relay ${host}` };
  }
  // A name without a dot is a machine in the same network, such as a container.
  if (!host.includes(".") || /(^|\.)(localhost|local|internal|lan)$/i.test(host))
    return { ...here, name: "the relay beside Inlet" };
  return { ...here, mechanism: `a:${host.toLowerCase()}`, name: `the relay ${host}` };
}

function isAddress(host: string): boolean {
  return host.includes(":") || /^\d{1,3}(\.\d{1,3}){3}$/.test(host);
}

// RFC 1918, loopback, RFC 4193, link-local: nobody outside sees these.
function isPrivate(address: string): boolean {
  return (
    /^(10|127)\./.test(address) ||
    address.startsWith("192.168.") ||
    /^172\.(1[6-9]|2\d|3[01])\./.test(address) ||
    /^(::1$|f[cd]|fe[89ab])/i.test(address)
  );
}

// Addresses that carry another one inside, as servers write them that may not use the original: SRS, and lists that evade DMARC.
import { readAddress } from "./address.ts";

export interface Original {
  address: string;
  by: "srs" | "list";
}

/** The address inside `address`, or null where there is none or it cannot be one. Total; bounded by the longest address. */
export function originalOf(address: string): Original | null {
  const at = address.lastIndexOf("@");
  if (at <= 0 || address.length > 500) return null;
  const local = address.slice(0, at);
  const srs = srsOriginal(local);
  if (srs !== null) return { address: srs, by: "srs" };
  const listed = listOriginal(local);
  return listed === null ? null : { address: listed, by: "list" };
}

const srs0 = /^SRS0[=+-][^=]{1,32}=[^=]{1,8}=([^=@]{1,255})=(.{1,64})$/i;
const srs1 = /^SRS1[=+-][^=]{1,32}=[^=]{1,255}=[=+-][^=]{1,32}=[^=]{1,8}=([^=@]{1,255})=(.{1,64})$/i;
/** Exchange Online: the forwarding mailbox, and the scheme behind a plus sign. */
const exchangeSrs = /^.{1,64}\+SRS=[^=]{1,32}=[^=]{1,8}=([^=@]{1,255})=(.{1,64})$/i;

function srsOriginal(local: string): string | null {
  if (!/srs/i.test(local)) return null;
  const [, domain, user] = srs0.exec(local) ?? srs1.exec(local) ?? exchangeSrs.exec(local) ?? [];
  return domain === undefined ? null : readAddress(`${user}@${domain}`);
}

/** groups.io and Sympa write `ann=customer.example`, the IETF `ann=40customer.example`. */
const listForms = [/^(.{1,64})=40([^=]{1,255})$/i, /^(.{1,64})=([^=]{1,255})$/];

// Only an equals sign is sure to be no letter of somebody's own address: "ann_at_home" may be a name.
function listOriginal(local: string): string | null {
  if (!local.includes("=")) return null;
  for (const form of listForms) {
    const [, user, domain] = form.exec(local) ?? [];
    if (domain?.includes(".")) return readAddress(`${user}@${domain}`);
  }
  return null;
}

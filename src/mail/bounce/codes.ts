// What reply codes mean: enhanced status codes (RFC 3463, RFC 7372, the IANA registry), plain SMTP codes, and codes of large providers.
import type { BounceReason } from "#domain/message.ts";

/** By the code without its class: `1.1` stands for 4.1.1 and 5.1.1. */
const byEnhancedCode: Readonly<Record<string, BounceReason>> = {
  "1.0": "address-unknown",
  "1.1": "address-unknown",
  "1.2": "domain-unknown",
  "1.3": "address-unknown",
  "1.4": "address-unknown",
  "1.5": "unknown",
  "1.6": "address-moved",
  "1.7": "sender-refused",
  "1.8": "sender-refused",
  "1.10": "domain-unknown",
  "2.1": "mailbox-disabled",
  "2.2": "mailbox-full",
  "2.3": "message-too-large",
  "2.4": "address-unknown",
  "3.1": "server-error",
  "3.2": "server-error",
  "3.3": "server-error",
  "3.4": "message-too-large",
  "3.5": "server-error",
  "4.1": "network",
  "4.2": "network",
  "4.3": "network",
  "4.4": "domain-unknown",
  "4.5": "rate-limited",
  "4.6": "network",
  "4.7": "expired",
  "5.1": "protocol-error",
  "5.2": "protocol-error",
  "5.3": "rate-limited",
  "5.4": "protocol-error",
  "5.5": "protocol-error",
  "5.6": "protocol-error",
  "6.0": "content-rejected",
  "6.1": "content-rejected",
  "6.2": "content-rejected",
  "6.3": "content-rejected",
  "6.5": "content-rejected",
  "6.6": "content-rejected",
  "6.7": "protocol-error",
  "6.8": "protocol-error",
  "6.9": "content-rejected",
  "7.1": "policy",
  "7.2": "sender-refused",
  "7.3": "policy",
  "7.4": "policy",
  "7.5": "policy",
  "7.6": "policy",
  "7.7": "policy",
  "7.8": "authentication-failed",
  "7.9": "authentication-failed",
  "7.10": "policy",
  "7.11": "policy",
  "7.13": "mailbox-disabled",
  "7.17": "address-moved",
  "7.20": "authentication-failed",
  "7.21": "authentication-failed",
  "7.22": "authentication-failed",
  "7.23": "authentication-failed",
  "7.24": "authentication-failed",
  "7.25": "sender-blocked",
  "7.26": "authentication-failed",
  "7.27": "sender-refused",
  "7.28": "rate-limited",
  "7.29": "authentication-failed",
  "7.30": "policy",
  "7.124": "sender-refused",
  "7.133": "sender-refused",
  "7.134": "sender-refused",
  "7.136": "sender-refused",
  "7.501": "sender-blocked",
  "7.502": "sender-blocked",
  "7.503": "sender-blocked",
  "7.508": "rate-limited",
  "7.509": "authentication-failed",
  "7.511": "sender-blocked",
  "7.512": "content-rejected",
  "7.515": "authentication-failed",
  "7.520": "policy",
  "7.606": "sender-blocked",
  "7.705": "rate-limited",
  "7.708": "sender-blocked",
  "7.750": "sender-blocked",
};

/** RFC 5321 §4.2.3, where no enhanced code says more. */
const bySmtpCode: Readonly<Record<string, BounceReason>> = {
  "421": "server-error",
  "422": "mailbox-full",
  "431": "server-error",
  "432": "server-error",
  "441": "network",
  "442": "network",
  "446": "network",
  "447": "expired",
  "449": "network",
  "451": "server-error",
  "452": "server-error",
  "454": "server-error",
  "500": "protocol-error",
  "501": "protocol-error",
  "502": "protocol-error",
  "503": "protocol-error",
  "504": "protocol-error",
  "510": "address-unknown",
  "511": "address-unknown",
  "512": "domain-unknown",
  "513": "address-unknown",
  "515": "address-unknown",
  "521": "policy",
  "523": "message-too-large",
  "525": "mailbox-disabled",
  "530": "relay-denied",
  "535": "authentication-failed",
  "541": "spam",
  "542": "address-unknown",
  "551": "address-moved",
  "552": "mailbox-full",
  "553": "policy",
  "556": "domain-unknown",
};

export function reasonOfStatus(status: string): BounceReason {
  return byEnhancedCode[status.slice(2)] ?? "unknown";
}

export function reasonOfReply(code: string): BounceReason {
  return bySmtpCode[code] ?? "unknown";
}

/** RFC 3463: the status that says the same as a reason, for reports that name none. The class is 5, or 4 for what may pass. */
const subjectDetail: Readonly<Record<BounceReason, string>> = {
  "address-unknown": "1.1",
  "address-moved": "1.6",
  "domain-unknown": "1.2",
  "mailbox-full": "2.2",
  "mailbox-disabled": "2.1",
  "message-too-large": "3.4",
  "content-rejected": "6.0",
  spam: "7.1",
  virus: "7.1",
  "sender-blocked": "7.1",
  "sender-refused": "7.1",
  "authentication-failed": "7.1",
  policy: "7.1",
  "relay-denied": "7.1",
  "rate-limited": "7.1",
  expired: "4.7",
  network: "4.0",
  "server-error": "3.0",
  "protocol-error": "5.0",
  unknown: "0.0",
};

export function statusOfReason(reason: BounceReason, isTransient: boolean): string {
  return `${isTransient ? 4 : 5}.${subjectDetail[reason]}`;
}

/** Codes that large providers put into their replies, found as a whole word. */
export const providerCodes: readonly (readonly [RegExp, BounceReason])[] = [
  [/RESOLVER\.RST\.(?:SenderNotAuthenticatedForGroup|SenderNotAuthenticatedForMailbox)/i, "sender-refused"], // Exchange.
  [/\[?(?:TSS|TS0)\d\d?\]?/, "sender-blocked"], // Yahoo and AOL: deferred for volume or complaints.
  [/\b(?:CXBL|CXTHRT|CXCNCT|CXDNS|CXMXRT)\b/, "sender-blocked"], // Charter, Cox.
  [/\bCXSNDR\b/, "sender-refused"],
  [/\bS77719\b/, "sender-blocked"],
  [/\bS3(?:140|150)\b/, "sender-blocked"], // Outlook.com lists of addresses.
  [/\bOU-00[12]\b/, "sender-blocked"],
  [/\b(?:SC|DY|BL|RP)-00\d\b/, "sender-blocked"], // Outlook.com.
  [/\b(?:RLY|DNS):[A-Z0-9]+\b/, "sender-blocked"], // AOL.
  [/\b(?:HVU|CON|RTR):B\d\b/, "sender-blocked"],
  [/\bCS01\b/, "sender-blocked"], // Apple.
  [/\bIB(?:30[4-6]|5\d\d|60[37])[a-z]?\b/, "rate-limited"], // GoDaddy.
  [/\bIB\d{3}[a-z]?\b/, "sender-blocked"],
  [/\b(?:OFR|LPN|LPNAAA|ofr|LPN007)[_ ]?(?:50[16]|99[059]|10[345])\b/i, "spam"], // Orange, Laposte.
  [/\bOFR_41[67]\b/i, "address-unknown"],
  [/\bRCP-P1\b/, "address-unknown"], // Facebook.
  [/\bRCP-P[234]\b/, "mailbox-disabled"],
  [/\bINT-[TP]\d\b/, "server-error"],
  [/\bMSG-[TP]\d\b/, "content-rejected"],
  [/\bPOL-P[67]\b/, "sender-refused"],
  [/\bPOL-[TP]\d\b/, "policy"],
  [/\bDNS-[TP]\d\b/, "sender-blocked"],
];

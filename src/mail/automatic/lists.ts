// Mailing lists: which list a message came over (RFC 2919, RFC 2369, and what older list software writes), and newsletters.
import { firstValue, type HeaderField } from "../header-fields.ts";
import { decodeHeaderText } from "../header-text.ts";

export interface ListMarks {
  list: { id: string } | null;
  /** People write to each other over it: it takes posts, or is list software for discussions. */
  isDiscussion: boolean;
  /** RFC 2369, RFC 8058: people may be taken off it; newsletters and notifications have that too. */
  hasUnsubscribe: boolean;
  /** RFC 8058: one click takes them off, which large receivers demand of bulk mail. */
  hasOneClick: boolean;
}

const noMarks: ListMarks = { list: null, isDiscussion: false, hasUnsubscribe: false, hasOneClick: false };

/** Fields of list software that carries what people write; each with the list's name or nothing of use. */
const discussionFields = new Set([
  "list-subscribe",
  "mailing-list",
  "x-mailing-list",
  "x-mailinglist",
  "x-beenthere",
  "x-mailman-version",
  "x-list-administrivia",
  "x-listname",
  "x-ml-name",
  "x-ml-server",
  "x-google-group-id",
  "x-egroups-return",
  "x-yahoo-groups",
  "x-listprocessor-version",
  "x-listserver",
  "x-majordomo",
  "x-list-host",
  "x-mailgun-mailing-list-id",
  "x-groupsio-msgnum",
]);
const listFields = new Set([
  ...discussionFields,
  "list-id",
  "list-post",
  "list-unsubscribe",
  "list-unsubscribe-post",
  "precedence",
]);

export function readListMarks(fields: readonly HeaderField[]): ListMarks {
  const own = fields.filter(({ name }) => listFields.has(name));
  if (own.length === 0) return noMarks;
  const has = (name: string) => own.some((field) => field.name === name);
  const takesPosts = own.some(({ name, value }) => name === "list-post" && !/^\s*no\b/i.test(value));
  const isDistributed = own.some(({ name, value }) => name === "precedence" && /^\s*list\b/i.test(value));
  const named = listOf(own);
  const older = named === null && has("precedence") ? listBySender(fields) : null;
  return {
    list: named ?? older,
    isDiscussion: takesPosts || isDistributed || older !== null || own.some(({ name }) => discussionFields.has(name)),
    hasUnsubscribe: has("list-unsubscribe"),
    hasOneClick: has("list-unsubscribe-post"),
  };
}

// Before RFC 2369, Majordomo and its like wrote only Precedence, and the list's owner as Sender.
function listBySender(fields: readonly HeaderField[]): { id: string } | null {
  for (const name of ["sender", "return-path", "errors-to"]) {
    const value = firstValue(fields, name)?.slice(0, 500).toLowerCase() ?? "";
    const found = /(?:^|[<\s])(?:owner-([^\s<>@]{1,64})|([^\s<>@]{1,64})-(?:owner|bounces|admin|request))@([^\s<>@]{1,255})/.exec(
      value,
    );
    if (found !== null) return { id: `${found[1] ?? found[2]}@${found[3]}` };
  }
  return null;
}

/** In this order: the standard's field, then those that name the list's address. */
const nameFields = [
  "list-id",
  "mailing-list",
  "x-mailing-list",
  "x-beenthere",
  "list-post",
  "x-mailinglist",
  "x-listname",
  "x-ml-name",
];

function listOf(fields: readonly HeaderField[]): { id: string } | null {
  for (const name of nameFields) {
    const value = firstValue(fields, name);
    const id = value === null ? "" : idIn(name, decodeHeaderText(value.slice(0, 1_000)));
    if (id !== "") return { id };
  }
  return null;
}

function idIn(name: string, text: string): string {
  // RFC 2919 §2: an optional phrase, then the id in angle brackets.
  const open = text.lastIndexOf("<");
  const bare = (open === -1 ? text : text.slice(open + 1)).replace(/[<>]/g, "").replace(/^mailto:/i, "");
  const id = (name === "list-id" ? bare : addressIn(bare)).trim().toLowerCase().slice(0, 255);
  return id === "no" ? "" : id;
}

// ezmlm: `contact team-help@x.example; run by ezmlm`; Yahoo: `list team@x.example; contact team-owner@x.example`.
function addressIn(text: string): string {
  const found = /[^\s<>;:,@]{1,64}@[^\s<>;:,@?]{1,255}/.exec(text.slice(0, 500))?.[0];
  return found === undefined ? text : found.replace(/-(?:help|owner|subscribe|request)@/i, "@");
}

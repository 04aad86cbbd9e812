// The shape of a corpus: a directory of sets, each with an index.json that names its files and what a reader should find in them.

export type CaseKind = "eml" | "eml-set-member" | "eml-template" | "text" | "html" | "header" | "chat-log";

export interface ExpectedAddress {
  address?: string;
  name?: string | null;
}

export interface ExpectedAttachment {
  filename?: string | null;
  /** Do not compare the name. */
  name_soft?: boolean;
  mime?: string;
  sha256?: string;
  md5?: string;
  cid?: string;
}

export interface ExpectedBounce {
  recipient?: string;
  status?: string;
  hard?: boolean;
  reason?: string;
  action?: string;
}

export interface ExpectedForward {
  from?: { address?: string | null; name?: string | null };
  subject?: string | null;
  body?: string;
  body_contains?: string[];
  to?: ExpectedAddress[];
  cc?: ExpectedAddress[];
}

/** The names are the index format's own. A field that is absent expects nothing. */
export interface Expectation {
  max_ms?: number;
  reply_text?: string;
  reply_text_nows?: string;
  first_fragment?: string;
  starts_with?: string;
  contains?: string[];
  not_contains?: string[];
  reply_not_contains?: string[];
  whole_body_kept?: boolean;
  subject?: string;
  subject_contains?: string[];
  from?: ExpectedAddress | ExpectedAddress[];
  to?: ExpectedAddress[];
  cc?: ExpectedAddress[];
  to_addresses?: string[];
  cc_addresses?: string[];
  participants?: ExpectedAddress[];
  message_id?: string | null;
  in_reply_to?: string | string[];
  references?: string[];
  date?: string;
  body_probes?: string[];
  quoted_probes?: string[];
  parts_text_probe?: string[];
  body_empty?: boolean;
  text_probe?: string;
  payload_probe?: string;
  no_replacement_char?: boolean;
  attachments?: ExpectedAttachment[];
  attachments_include?: (ExpectedAttachment | string)[];
  attachment_count?: number;
  filenames?: string[];
  filenames_in_order?: string[];
  filename_sanitised?: boolean;
  leaf_parts?: { text?: boolean; sha256?: string }[];
  soft_binary?: boolean;
  auto?: "none" | "auto-reply" | "bounce" | "delay-notice" | "feedback-report" | "unknown";
  may_send_auto_reply?: boolean;
  /** The domain of the desk that reads it. */
  own_fqdn?: string;
  is_auto_generated?: boolean;
  bounces?: ExpectedBounce[];
  original_message_id?: string;
  forwarded?: boolean;
  forward?: ExpectedForward;
  message?: string | null;
  encrypted?: boolean;
  signed?: boolean;
  customer_address?: string;
  /** Mails of one set lie on one ticket if and only if theirs is the same; copies without it go by `dup_group`. */
  thread_id?: string;
  dup_group?: string | number;
  // From here on: beyond the scorer, for `beyond.ts`.
  create_ticket?: boolean | string;
  elided?: string;
  elided_contains?: string[];
  signature?: string;
  original_subject?: string;
  is_bounce?: boolean;
  feedback?: { type?: string | null; recipient?: string | null };
  part_filenames?: string[];
  files?: { filename: string; sha256: string }[];
  tnef_body?: string[];
  attachments_include_message?: boolean;
  outer_subject?: string;
  references_include?: string[];
  date_not_in_future?: boolean;
  forwarder?: string;
  body_effectively_empty?: boolean;
  message_contains?: string[];
  forward_cc_include?: string[];
  /** Of a template: it lands on the ticket that is already there. */
  joins_existing?: boolean;
  /** The case that began the thread it belongs to. */
  thread_root?: string;
  /** Of one header value: its parts, by the kind of header. */
  value?: unknown;
}

export interface CorpusCase {
  /** `set/name`. */
  id: string;
  /** Relative to the set's directory; absent where the case is one header value. */
  file?: string | null;
  kind: CaseKind;
  categories: string[];
  expect: Expectation;
  /** Where the expectation comes from: hand, snapshot, oracle(program), derived, robust. */
  truth: string;
  /** Of a member: the mails that are taken in together. */
  set?: string;
  /** Of a template: what is there before it comes. */
  setup?: { existing_ticket?: { subject?: string; outbound_message_id?: string } };
  header?: string;
  header_type?: string;
}

export interface CorpusSet {
  name: string;
  directory: string;
  cases: CorpusCase[];
}

-- The first house: who works here, where customers write, what arrived, what became of it.
--
-- Two kinds of tables. Workspace tables carry a tenant's rows: row-level security, forced, keyed by the setting
-- inlet.workspace_id that inWorkspace() sets. Registry tables are read before the workspace is known (whose address is
-- this? whose key?): they hold ids, hashes and times, never a customer's words.

create extension if not exists unaccent;

create text search configuration inlet (copy = simple);
alter text search configuration inlet
  alter mapping for hword, hword_part, word with unaccent, simple;

-- ---------------------------------------------------------------- registry

create table workspaces (
  id uuid primary key,
  name text not null,
  created_at timestamptz not null default now()
);

-- Which source an envelope recipient leads to. The address of a source as it is; a reply address as "reply:" and the hash of
-- its token, so that nobody who reads this table can write to a ticket.
create table routes (
  workspace_id uuid not null references workspaces,
  address text not null,
  source_id uuid not null,
  -- Its source takes nothing for now: senders are told to come again.
  paused_at timestamptz,
  primary key (workspace_id, address),
  constraint one_source_per_address unique (address)
);

-- Deliveries that have no outcome yet. Small and busy: the journal itself is never updated.
create table delivery_queue (
  workspace_id uuid not null references workspaces,
  delivery_id uuid not null,
  -- Not to be claimed before. A claim moves it to the end of its lease, on the database's clock.
  available_at timestamptz not null default now(),
  -- Fencing: every write of the claimer names the token of its claim.
  lease_token uuid,
  attempts integer not null default 0,
  -- Attempts that ended in an error of our own, not in a crash or a lost connection.
  failures integer not null default 0,
  -- Null for the first reading; else {"kind": "replay" | "release", "by": who, "ticketId": where to, or null}.
  instruction jsonb,
  primary key (workspace_id, delivery_id)
);
-- In the order of arrival: what a killed process left behind does not wait behind what came since. The ids are ordered by time.
create index deliveries_to_claim on delivery_queue (delivery_id);
alter table delivery_queue set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, fillfactor = 70);

-- Every secret that opens a door, as a hash: API keys, sessions, one-time links.
create table credentials (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  kind text not null constraint credential_kind check (kind in ('api-key', 'session', 'setup-link')),
  token_hash bytea not null,
  -- The api_keys row or the agent that it stands for; null for the setup link.
  subject_id uuid,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  primary key (workspace_id, id),
  constraint one_credential_per_token unique (token_hash)
);
create index credentials_of_a_subject on credentials (workspace_id, subject_id);

-- ---------------------------------------------------------------- people who work here

create table agents (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  email text not null,
  name text not null,
  role text not null constraint agent_role check (role in ('owner', 'admin', 'agent', 'viewer')),
  password_hash text,
  -- Encrypted with the installation's secret; set only after the first right code.
  totp_secret text,
  -- Encrypted likewise: shown for enrolment, and not confirmed by a code yet.
  totp_pending text,
  -- The time step (RFC 6238) of the last code taken: the same code opens no second door.
  totp_last_step bigint,
  created_at timestamptz not null default now(),
  disabled_at timestamptz,
  primary key (workspace_id, id),
  constraint one_agent_per_email unique (workspace_id, email)
);

create table api_keys (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  name text not null,
  scopes text[] not null,
  -- The last four characters, to tell keys apart.
  hint text not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);

-- ---------------------------------------------------------------- sources, companies, contacts

create table companies (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  name text not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);

create table company_domains (
  workspace_id uuid not null references workspaces,
  domain text not null,
  company_id uuid not null,
  primary key (workspace_id, domain),
  foreign key (workspace_id, company_id) references companies
);

create table sources (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  kind text not null constraint source_kind check (kind in ('forwarding')),
  name text not null,
  address text not null,
  settings jsonb not null default '{}',
  company_id uuid,
  created_at timestamptz not null default now(),
  paused_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, company_id) references companies
);

-- What a source learned while it was set up: challenges sent by hand, and providers' confirmation mails.
create table source_checks (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  source_id uuid not null,
  kind text not null constraint source_check_kind check (kind in ('challenge', 'gmail-confirmation', 'microsoft-confirmation')),
  -- Hash of the challenge's code, to find it when it comes back; the code itself is shown once.
  code_hash bytea,
  -- The public address that the challenge was to be sent to.
  public_address text,
  verdict text not null constraint source_check_verdict
    check (verdict in ('waiting', 'arrived', 'late', 'arrived-elsewhere', 'sender-rewritten', 'never-arrived', 'shown')),
  -- For a confirmation: code, link, requesting address. For a challenge: what was seen.
  details jsonb not null default '{}',
  delivery_id uuid,
  created_at timestamptz not null default now(),
  decided_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, source_id) references sources
);
create index checks_of_a_source on source_checks (workspace_id, source_id, created_at desc);
create index waiting_challenges on source_checks (workspace_id, code_hash) where code_hash is not null;

create table contacts (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  name text not null,
  company_id uuid,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, company_id) references companies
);

create table contact_addresses (
  workspace_id uuid not null references workspaces,
  address text collate "C" not null,
  contact_id uuid not null,
  primary key (workspace_id, address)
);
create index addresses_of_a_contact on contact_addresses (workspace_id, contact_id);

-- ---------------------------------------------------------------- the journal
-- From here on the tables that every message writes carry no foreign keys: a check locks and reads the row it refers to, some
-- twelve times a message, and cost as much as all the writing. Each reference is written by the transaction that wrote
-- or locked its target, and nothing deletes a target; the proof programs look for references that lead nowhere.

-- Raw bytes, once for all recipients of one SMTP transaction. Up to 256 kB here, above that in the blob store.
create table raw_messages (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  sha256 bytea not null,
  size integer not null,
  bytes bytea,
  primary key (workspace_id, id),
  constraint raw_bytes_are_here_or_in_a_blob check (bytes is null or octet_length(bytes) = size)
);
alter table raw_messages alter column bytes set storage external;

create table deliveries (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  source_id uuid not null,
  kind text not null,
  external_id text not null,
  raw_id uuid not null,
  size integer not null,
  envelope jsonb,
  received_at timestamptz not null,
  primary key (workspace_id, id),
  constraint one_delivery_per_external_id unique (workspace_id, source_id, external_id)
);

-- Exactly one per delivery that is not pending.
create table outcomes (
  workspace_id uuid not null references workspaces,
  delivery_id uuid not null,
  source_id uuid not null,
  action text not null constraint outcome_action
    check (action in ('create', 'append', 'discard', 'quarantine', 'record-report', 'failed')),
  reason text,
  ticket_id uuid,
  message_id uuid,
  receipt jsonb not null,
  -- What the list shows without opening the raw message.
  sender text,
  subject text,
  decided_at timestamptz not null default now(),
  -- Why this outcome replaced an earlier one: 'replay' or 'release', and by whom.
  revision integer not null default 1,
  revised_by text,
  dismissed_at timestamptz,
  primary key (workspace_id, delivery_id)
);
create index outcomes_by_action on outcomes (workspace_id, action, delivery_id desc);
create index outcomes_by_source on outcomes (workspace_id, source_id, delivery_id desc);

create table outcome_history (
  workspace_id uuid not null references workspaces,
  delivery_id uuid not null,
  revision integer not null,
  outcome jsonb not null,
  replaced_at timestamptz not null default now(),
  primary key (workspace_id, delivery_id, revision)
);

-- The books (seen = created + appended + duplicate + set aside + reports + failed) are counted from deliveries and outcomes
-- when somebody looks: a sum that is kept beside its rows can disagree with them.

-- ---------------------------------------------------------------- tickets

create table tickets (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  number bigint not null,
  subject text not null,
  state text not null default 'open' constraint ticket_state
    check (state in ('open', 'pending', 'on-hold', 'resolved', 'spam', 'trash')),
  priority text not null default 'normal' constraint ticket_priority check (priority in ('low', 'normal', 'high', 'urgent')),
  requester_id uuid not null,
  assignee_id uuid,
  source_id uuid not null,
  company_id uuid,
  -- For agents only: the ticket that the subject named, though its author is not on it.
  possibly_related_to uuid,
  preview text not null default '',
  message_count integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- When the newest message was received: the order of the list.
  last_message_at timestamptz not null,
  primary key (workspace_id, id),
  constraint one_ticket_per_number unique (workspace_id, number),
  foreign key (workspace_id, assignee_id) references agents
);
create index tickets_by_age on tickets (workspace_id, last_message_at desc, id desc);
create index tickets_by_state on tickets (workspace_id, state, last_message_at desc, id desc);
-- Nearly every ticket is of normal priority: only the others are worth an index.
create index tickets_of_other_priority on tickets (workspace_id, priority, last_message_at desc, id desc) where priority <> 'normal';
create index tickets_by_assignee on tickets (workspace_id, assignee_id, last_message_at desc, id desc);
create index tickets_of_a_requester on tickets (workspace_id, requester_id, last_message_at desc);
alter table tickets set (fillfactor = 85);

create table messages (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  ticket_id uuid not null,
  delivery_id uuid,
  direction text not null constraint message_direction check (direction in ('inbound', 'outbound', 'note')),
  contact_id uuid,
  agent_id uuid,
  -- RFC 5322 Message-ID without brackets, as it came; looked up by its hash.
  rfc_message_id text,
  -- Author and Message-ID, or author and content: where copies of one message are looked for.
  identity_hash bytea not null,
  author jsonb not null,
  recipients jsonb not null,
  subject text not null,
  text text not null,
  visible_text text not null,
  html text,
  attachment_digests text[] not null default '{}',
  auto_submitted text not null default 'no',
  standing text not null default 'participant' constraint message_standing check (standing in ('participant', 'colleague', 'stranger')),
  sender_verdict text not null constraint sender_verdict check (sender_verdict in ('verified', 'unverified', 'failed', 'unchecked')),
  sent_at timestamptz,
  received_at timestamptz not null,
  primary key (workspace_id, id),
  constraint one_message_per_delivery unique (workspace_id, delivery_id)
);
create index messages_of_a_ticket on messages (workspace_id, ticket_id, received_at, id);
create index messages_by_identity on messages (workspace_id, identity_hash);

-- The same message over other recipients, sources or a re-send.
create table arrivals (
  workspace_id uuid not null references workspaces,
  message_id uuid not null,
  delivery_id uuid not null,
  received_at timestamptz not null,
  primary key (workspace_id, message_id, delivery_id)
);

create table attachments (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  message_id uuid not null,
  position integer not null,
  name text not null,
  media_type text not null,
  -- By our own look at the bytes; null when nothing known. Decides how a browser may show it.
  sniffed_type text,
  disposition text not null constraint attachment_disposition check (disposition in ('attachment', 'inline')),
  content_id text,
  size integer not null,
  -- Names the blob; null when the file was refused.
  sha256 bytea,
  refused_because text constraint refusal_reason check (refused_because in ('too-large', 'type-not-allowed', 'quota-exceeded', 'ignored')),
  primary key (workspace_id, id)
);
create index attachments_of_a_message on attachments (workspace_id, message_id, position);

-- Every Message-ID that a message here carries or refers to. Phantoms are ids of messages we have not seen (yet).
create table message_ids (
  workspace_id uuid not null references workspaces,
  id_hash bytea not null,
  ticket_id uuid not null,
  phantom boolean not null,
  primary key (workspace_id, id_hash)
);

create table participants (
  workspace_id uuid not null references workspaces,
  ticket_id uuid not null,
  address text collate "C" not null,
  role text not null constraint participant_role check (role in ('requester', 'author', 'addressed')),
  primary key (workspace_id, ticket_id, address)
);

-- Reply-address tokens, hashed: bound to a ticket and to the participant it was given to.
create table reply_addresses (
  workspace_id uuid not null references workspaces,
  token_hash bytea not null,
  ticket_id uuid not null,
  address text collate "C" not null,
  revoked_at timestamptz,
  primary key (workspace_id, token_hash),
  foreign key (workspace_id, ticket_id) references tickets
);

-- Bounces, delay notices and complaints.
create table reports (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  delivery_id uuid not null,
  kind text not null constraint report_kind check (kind in ('delivery-status', 'feedback')),
  recipients jsonb not null,
  original_message_id text,
  ticket_id uuid,
  received_at timestamptz not null,
  primary key (workspace_id, id),
  constraint one_report_per_delivery unique (workspace_id, delivery_id)
);
create index reports_of_a_ticket on reports (workspace_id, ticket_id) where ticket_id is not null;

-- What agents and admins did.
create table audit (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  at timestamptz not null default now(),
  actor text not null,
  action text not null,
  subject text not null,
  details jsonb not null default '{}',
  primary key (workspace_id, id)
);

-- ---------------------------------------------------------------- search

-- One row a message, written once. Row-level security would keep the planner from the index (@@ is not leak-proof), so
-- this table has none: the app may insert, and reads it only through find_tickets(), which asks for the workspace itself.
create table message_search (
  workspace_id uuid not null,
  message_id uuid not null,
  ticket_id uuid not null,
  received_at timestamptz not null,
  document tsvector not null,
  primary key (workspace_id, message_id)
);
create index words_of_messages on message_search using gin (document);
create index messages_to_search_by_age on message_search (workspace_id, received_at desc);

-- Tickets of the messages that match, newest message first. Newer than `before` are left out. Planned anew for each query:
-- a word in every mail is found fastest by age, a rare one by the index, and one plan for both would be slow for one.
create function find_tickets(query tsquery, before timestamptz, most integer)
returns table (ticket_id uuid, received_at timestamptz)
language sql stable security definer set search_path = pg_catalog, public set plan_cache_mode = force_custom_plan
as $$
  select s.ticket_id, s.received_at
  from message_search s
  where s.workspace_id = nullif(current_setting('inlet.workspace_id', true), '')::uuid
    and s.document @@ query
    and s.received_at <= before
  order by s.received_at desc
  limit most
$$;
revoke all on function find_tickets from public;

-- ---------------------------------------------------------------- walls

create function current_workspace() returns uuid
language sql stable parallel safe
as $$ select nullif(current_setting('inlet.workspace_id', true), '')::uuid $$;

do $$
declare workspace_table text;
begin
  foreach workspace_table in array array[
    'agents',
    'api_keys',
    'companies',
    'company_domains',
    'sources',
    'source_checks',
    'contacts',
    'contact_addresses',
    'raw_messages',
    'deliveries',
    'outcomes',
    'outcome_history',
    'tickets',
    'messages',
    'arrivals',
    'attachments',
    'message_ids',
    'participants',
    'reply_addresses',
    'reports',
    'audit'
  ] loop
    execute format('alter table %I enable row level security', workspace_table);
    execute format('alter table %I force row level security', workspace_table);
    execute format(
      'create policy rows_of_one_workspace on %I using (workspace_id = (select current_workspace())) with check (workspace_id = (select current_workspace()))',
      workspace_table
    );
  end loop;
end $$;

grant usage on schema public to inlet_app;
grant select, insert, update, delete on all tables in schema public to inlet_app;
grant execute on function current_workspace, find_tickets to inlet_app;
revoke select, update, delete, truncate on message_search from inlet_app;

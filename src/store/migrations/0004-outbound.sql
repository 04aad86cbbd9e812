-- Answers: who sends for which domain, one row for each recipient's copy of a message, and what the far side said to it.

-- ---------------------------------------------------------------- ways out

-- The workspace's own relay has no domain; a domain may have one of its own.
create table relays (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  domain_id uuid,
  kind text not null constraint relay_kind check (kind in ('smtp', 'sink')),
  host text not null default '',
  port integer not null default 587,
  -- required: STARTTLS or nothing. implicit: TLS from the first byte. optional: STARTTLS where offered. none: only on this machine.
  tls text not null default 'required' constraint relay_tls check (tls in ('required', 'implicit', 'optional', 'none')),
  username text,
  password_sealed text,
  connections integer not null default 4 constraint relay_connections check (connections between 1 and 50),
  per_minute integer constraint relay_rate check (per_minute > 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create unique index one_relay_per_domain on relays (workspace_id, coalesce(domain_id, '00000000-0000-0000-0000-000000000000'));

create table sending_domains (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  -- A-labels, lower case.
  name text collate "C" not null,
  state text not null default 'pending' constraint sending_domain_state check (state in ('pending', 'verified', 'broken')),
  -- One entry for each record: what was asked for, what is there, what to do.
  findings jsonb not null default '[]',
  checked_at timestamptz,
  verified_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  constraint one_sending_domain_per_name unique (workspace_id, name)
);

create table dkim_keys (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  domain_id uuid not null,
  selector text collate "C" not null,
  algorithm text not null constraint dkim_algorithm check (algorithm in ('rsa-sha256', 'ed25519-sha256')),
  private_key_sealed text not null,
  -- As it stands behind p= (RFC 6376 §3.6.1, RFC 8463 §4).
  public_key text not null,
  -- new: published nowhere yet. active: signs. retiring: signs no more, its record has to stay for mail under way.
  state text not null default 'new' constraint dkim_key_state check (state in ('new', 'active', 'retiring', 'retired')),
  created_at timestamptz not null default now(),
  activated_at timestamptz,
  retired_at timestamptz,
  primary key (workspace_id, id),
  constraint one_dkim_key_per_selector unique (workspace_id, domain_id, selector)
);

-- ---------------------------------------------------------------- submissions

-- What a message needs beside its words to be sent: From, Bcc, quoted history, why it is sent. Null for what came in.
alter table messages add column sending jsonb;

-- One copy for one recipient. Each has its own reply address; all copies of a message share one Message-ID for ever.
create table submissions (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  message_id uuid not null,
  ticket_id uuid,
  source_id uuid not null,
  kind text not null constraint submission_kind check (kind in ('reply', 'acknowledgement', 'challenge')),
  address text collate "C" not null,
  name text not null default '',
  role text not null constraint submission_role check (role in ('to', 'cc', 'bcc')),
  state text not null default 'queued' constraint submission_state
    check (state in ('queued', 'sent', 'deferred', 'failed', 'bounced', 'unknown', 'suppressed', 'cancelled')),
  -- The far side's last words, and its enhanced status code (RFC 3463) where it named one.
  reply text,
  code text,
  -- Null while it is at rest: final, or waiting for nobody.
  next_try_at timestamptz,
  sent_at timestamptz,
  -- The delivery whose report says that it bounced.
  reported_by uuid,
  -- The private reply address of this copy, sealed until it is sent; only its hash stays.
  reply_token_sealed text,
  -- Mail of no ticket (a challenge) has no message row: its words rest here, sealed, until it is sent.
  letter_sealed text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  constraint one_submission_per_recipient unique (workspace_id, message_id, address)
);
create index submissions_of_a_ticket on submissions (workspace_id, ticket_id, created_at);
create index submissions_by_state on submissions (workspace_id, state, created_at desc) where state in ('queued', 'deferred', 'failed', 'bounced', 'unknown');

create table submission_attempts (
  workspace_id uuid not null references workspaces,
  submission_id uuid not null,
  number integer not null,
  at timestamptz not null,
  outcome text not null constraint attempt_outcome check (outcome in ('sent', 'deferred', 'failed', 'unknown')),
  code text,
  reply text,
  relay text not null,
  duration_ms integer not null,
  primary key (workspace_id, submission_id, number)
);

-- Which submissions are to be worked on, and by whom: like delivery_queue, and read before the workspace is known.
create table submission_queue (
  workspace_id uuid not null,
  submission_id uuid not null,
  available_at timestamptz not null default now(),
  lease_token uuid,
  attempts integer not null default 0,
  primary key (workspace_id, submission_id)
);
create index due_submissions on submission_queue (available_at);

create table suppressions (
  workspace_id uuid not null references workspaces,
  address text collate "C" not null,
  reason text not null constraint suppression_reason check (reason in ('bounced', 'complained', 'by-hand')),
  evidence text not null default '',
  reported_by uuid,
  created_at timestamptz not null default now(),
  released_at timestamptz,
  released_by text,
  primary key (workspace_id, address)
);

-- P10: at most one automatic mail for an address and day.
create table automatic_mail (
  workspace_id uuid not null references workspaces,
  address text collate "C" not null,
  day date not null,
  submission_id uuid not null,
  primary key (workspace_id, address, day)
);

-- ---------------------------------------------------------------- what agents write with

alter table agents add column signature text not null default '';

create table drafts (
  workspace_id uuid not null references workspaces,
  agent_id uuid not null,
  ticket_id uuid not null,
  content jsonb not null,
  updated_at timestamptz not null default now(),
  primary key (workspace_id, agent_id, ticket_id)
);
create index drafts_on_a_ticket on drafts (workspace_id, ticket_id);

create table canned_replies (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  name text not null,
  html text not null,
  created_by uuid,
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  constraint one_canned_reply_per_name unique (workspace_id, name)
);

-- Files that an agent has chosen and not sent yet; the bytes are in the blob store.
create table uploads (
  workspace_id uuid not null references workspaces,
  id uuid not null,
  agent_id uuid,
  name text not null,
  media_type text not null,
  size integer not null,
  sha256 bytea not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);

do $$
declare workspace_table text;
begin
  foreach workspace_table in array array[
    'relays',
    'sending_domains',
    'dkim_keys',
    'submissions',
    'submission_attempts',
    'suppressions',
    'automatic_mail',
    'drafts',
    'canned_replies',
    'uploads'
  ] loop
    execute format('alter table %I enable row level security', workspace_table);
    execute format('alter table %I force row level security', workspace_table);
    execute format(
      'create policy rows_of_one_workspace on %I using (workspace_id = (select current_workspace())) with check (workspace_id = (select current_workspace()))',
      workspace_table
    );
  end loop;
end $$;

grant select, insert, update, delete on relays, sending_domains, dkim_keys, submissions, submission_attempts, submission_queue,
  suppressions, automatic_mail, drafts, canned_replies, uploads to inlet_app;

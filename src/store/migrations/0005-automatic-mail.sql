-- What was answered automatically, so that nobody is answered twice a day and no source answers without end (promise P10).

alter table automatic_mail
  drop column submission_id,
  -- The mail that was answered.
  add column delivery_id uuid not null,
  add column source_id uuid not null,
  add column at timestamptz not null default now();
create index automatic_mail_of_a_source on automatic_mail (workspace_id, source_id, at);

-- A challenge that was sent from here: its mail, whose submission says what became of it on the way out.
alter table source_checks add column message_id uuid;

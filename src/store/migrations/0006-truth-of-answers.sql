-- What an answer waits for, what was only written to a file, and what nobody needs any more.

-- written: into a file of the trial relay. Nobody was handed it, so it is not sent.
alter table submissions drop constraint submission_state;
alter table submissions add constraint submission_state
  check (state in ('queued', 'sent', 'written', 'deferred', 'failed', 'bounced', 'unknown', 'suppressed', 'cancelled'));
alter table submission_attempts drop constraint attempt_outcome;
alter table submission_attempts add constraint attempt_outcome check (outcome in ('sent', 'written', 'deferred', 'failed', 'unknown'));

-- What a copy waits for, where that is not the message's own fault: "no-relay", or the relay that cannot be used, as host:port. Alarms are
-- counted from this.
alter table submissions
  add column held_by text,
  add column held_since timestamptz,
  add constraint held_by_something_since_some_time check ((held_by is null) = (held_since is null));
create index held_submissions on submissions (workspace_id, held_by, held_since) where held_by is not null;

-- Forgotten some days after it was wanted last: brought, or sent with a message that can still be taken back.
alter table uploads add column wanted_at timestamptz not null default now();

-- Whether anything still needs a blob is asked for each blob once a day.
create index attachments_of_a_blob on attachments (workspace_id, sha256) where sha256 is not null;
create index uploads_of_a_blob on uploads (workspace_id, sha256);
create index raw_messages_of_a_blob on raw_messages (workspace_id, sha256) where bytes is null;

-- The search index has no row-level security: words of a message that was taken back leave it through this function, which asks for the
-- workspace itself.
create function forget_in_search(messages uuid[]) returns void
language sql security definer set search_path = pg_catalog, public
as $$
  delete from message_search
  where workspace_id = nullif(current_setting('inlet.workspace_id', true), '')::uuid and message_id = any(messages)
$$;
revoke all on function forget_in_search from public;
grant execute on function forget_in_search to inlet_app;

-- Words that were led to a ticket that is none, when there was no other way.
delete from message_search where ticket_id = '00000000-0000-0000-0000-000000000000';

-- What was not delivered is listed for people: copies that were not even tried are among it.
drop index submissions_by_state;
create index submissions_by_state on submissions (workspace_id, state, created_at desc)
  where state in ('queued', 'deferred', 'failed', 'bounced', 'unknown', 'suppressed');

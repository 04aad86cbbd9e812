-- Tickets whose mail hangs together by Message-IDs although membership keeps them apart (docs/decisions/0013). Only tickets that
-- share a conversation with another one have a row here.
create table conversation_tickets (
  workspace_id uuid not null,
  ticket_id uuid not null,
  conversation_id uuid not null,
  primary key (workspace_id, ticket_id)
);
create index tickets_of_a_conversation on conversation_tickets (workspace_id, conversation_id, ticket_id);

-- A ticket that nobody had touched when the middle of its conversation arrived went into another one. What refers to it by its id
-- or its number is led there.
create table merged_tickets (
  workspace_id uuid not null,
  ticket_id uuid not null,
  number bigint not null,
  into_ticket_id uuid not null,
  primary key (workspace_id, ticket_id)
);
create index merged_tickets_by_number on merged_tickets (workspace_id, number);
create index tickets_merged_into on merged_tickets (workspace_id, into_ticket_id);
create index reply_addresses_of_a_ticket on reply_addresses (workspace_id, ticket_id);
create index audit_by_subject on audit (workspace_id, subject);

-- What is compared when another copy of a message arrives that was set aside: it has no row in `messages`.
create table held_messages (
  workspace_id uuid not null,
  delivery_id uuid not null,
  -- As `messages.identity_hash`.
  identity_hash bytea not null,
  reason text not null,
  ticket_id uuid,
  subject text not null,
  text text not null,
  attachment_digests text[] not null,
  primary key (workspace_id, delivery_id)
);
create index held_messages_by_identity on held_messages (workspace_id, identity_hash);
create index held_messages_beside_a_ticket on held_messages (workspace_id, ticket_id) where ticket_id is not null;

-- One author's messages of one moment: where a copy is looked for that was given a new Message-ID on its way.
create index messages_by_date_and_author on messages (workspace_id, sent_at, contact_id) where sent_at is not null;

do $$
declare workspace_table text;
begin
  foreach workspace_table in array array['conversation_tickets', 'merged_tickets', 'held_messages'] loop
    execute format('alter table %I enable row level security', workspace_table);
    execute format('alter table %I force row level security', workspace_table);
    execute format(
      'create policy rows_of_one_workspace on %I using (workspace_id = (select current_workspace())) with check (workspace_id = (select current_workspace()))',
      workspace_table
    );
    execute format('grant select, insert, update, delete on %I to inlet_app', workspace_table);
  end loop;
end $$;

-- The search index has no row-level security: it is changed through this function, which asks for the workspace itself.
create function move_in_search(messages uuid[], to_ticket uuid) returns void
language sql security definer set search_path = pg_catalog, public
as $$
  update message_search set ticket_id = to_ticket
  where workspace_id = nullif(current_setting('inlet.workspace_id', true), '')::uuid and message_id = any(messages)
$$;
revoke all on function move_in_search from public;
grant execute on function move_in_search to inlet_app;

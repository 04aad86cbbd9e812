-- The tables that every message writes still asked for their workspace's row, for every row: seven checks where a message is decided and
-- three where it is accepted, each of which locks the one row that all of them share. Row-level security says which workspace's rows a
-- transaction may write, and the queue's are written beside rows that it guards.
alter table delivery_queue drop constraint delivery_queue_workspace_id_fkey;
alter table raw_messages drop constraint raw_messages_workspace_id_fkey;
alter table deliveries drop constraint deliveries_workspace_id_fkey;
alter table outcomes drop constraint outcomes_workspace_id_fkey;
alter table contacts drop constraint contacts_workspace_id_fkey;
alter table contact_addresses drop constraint contact_addresses_workspace_id_fkey;
alter table tickets drop constraint tickets_workspace_id_fkey;
alter table messages drop constraint messages_workspace_id_fkey;
alter table arrivals drop constraint arrivals_workspace_id_fkey;
alter table attachments drop constraint attachments_workspace_id_fkey;
alter table message_ids drop constraint message_ids_workspace_id_fkey;
alter table participants drop constraint participants_workspace_id_fkey;

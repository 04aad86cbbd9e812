-- What reading finds beside the words: forwarded originals, claimed authors, signatures and encryption, invitations, the kind of
-- automatic mail. Null for nearly all messages.
alter table messages add column reading jsonb;

-- Read receipts (RFC 8098) are reports too; and a report names what it is about.
alter table reports drop constraint report_kind;
alter table reports add constraint report_kind check (kind in ('delivery-status', 'feedback', 'disposition'));
alter table reports add column original_subject text;
alter table reports add column feedback_type text;

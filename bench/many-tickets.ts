// Fills a desk with tickets by SQL, each as intake would have left it: contact, message, ids, participants, search, journal, outcome.
import pg from "pg";

/** Adds `count` tickets with one message each to the only workspace, and analyses the tables. */
export async function addTickets(database: pg.ClientConfig, count: number): Promise<void> {
  const client = new pg.Client(database);
  await client.connect();
  try {
    const { rows } = await client.query<{ workspace: string; source: string }>(
      "select workspace_id as workspace, id as source from sources order by id limit 1",
    );
    const { workspace, source } = rows[0] ?? { workspace: "", source: "" };
    const sequence = `ticket_number_${workspace.replaceAll("-", "")}`;
    await client.query("begin");
    await client.query(`create temporary table made on commit drop as
      select n, gen_random_uuid() as contact, gen_random_uuid() as ticket, gen_random_uuid() as message, gen_random_uuid() as delivery, gen_random_uuid() as raw,
        now() - make_interval(secs => n) as at, 'seeded' || n || '@seed.example' as address, 'seeded.' || n || '@mail.seed.example' as mid,
        'Hello support, my order ' || n || ' has not arrived, invoice ' || (n * 7919) % 100003 || ' is paid, reference ' || md5(n::text) as body
      from generate_series(1, ${Math.floor(count)}) n`);
    for (const statement of statements(sequence))
      await client.query(statement.replaceAll(":workspace", `'${workspace}'::uuid`).replaceAll(":source", `'${source}'::uuid`));
    await client.query("commit");
    await client.query("vacuum (analyze)");
    await client.query("checkpoint");
  } finally {
    await client.end();
  }
}

function statements(sequence: string): string[] {
  return [
    "insert into contacts (workspace_id, id, name) select :workspace, contact, 'Seeded ' || n from made",
    "insert into contact_addresses (workspace_id, address, contact_id) select :workspace, address, contact from made",
    "insert into raw_messages (workspace_id, id, sha256, size, bytes) select :workspace, raw, sha256(convert_to(body, 'UTF8')), length(body), convert_to(body, 'UTF8') from made",
    `insert into deliveries (workspace_id, id, source_id, kind, external_id, raw_id, size, received_at)
       select :workspace, delivery, :source, 'forwarding', 'seeded-' || n, raw, length(body), at from made`,
    `insert into tickets (workspace_id, id, number, subject, requester_id, source_id, preview, last_message_at)
       select :workspace, ticket, nextval('${sequence}'), 'Order ' || n, contact, :source, left(body, 100), at from made`,
    `insert into messages (workspace_id, id, ticket_id, delivery_id, direction, contact_id, rfc_message_id, identity_hash, author, recipients, subject, text, visible_text, sender_verdict, received_at)
       select :workspace, message, ticket, delivery, 'inbound', contact, mid, sha256(convert_to(mid, 'UTF8')), jsonb_build_object('name', '', 'address', address),
         '{"to":[],"cc":[],"replyTo":[],"sender":null}', 'Order ' || n, body, body, 'unchecked', at from made`,
    "insert into arrivals (workspace_id, message_id, delivery_id, received_at) select :workspace, message, delivery, at from made",
    "insert into message_ids (workspace_id, id_hash, ticket_id, phantom) select :workspace, sha256(convert_to(mid, 'UTF8')), ticket, false from made",
    "insert into participants (workspace_id, ticket_id, address, role) select :workspace, ticket, address, 'requester' from made",
    "insert into message_search (workspace_id, message_id, ticket_id, received_at, document) select :workspace, message, ticket, at, to_tsvector('inlet', body) from made",
    `insert into outcomes (workspace_id, delivery_id, source_id, action, ticket_id, message_id, receipt, sender, subject)
       select :workspace, delivery, :source, 'create', ticket, message, '{"steps":[],"decidedBy":0,"otherwise":[]}', address, 'Order ' || n from made`,
  ];
}

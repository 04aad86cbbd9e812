// Fills a workspace with many tickets, written by the database itself: for measuring lists, search and the ticket page.
import pg from "pg";

export interface SeedOptions {
  workspaceId: string;
  tickets: number;
  /** How many agents share the assigned ones. */
  agents?: number;
}

/**
 * Seeds as the database's owner: tickets over two years with one to three messages each, deliveries, outcomes, search rows,
 * 20,000 contacts at most, three sources. Words follow the usual law: a few are in every mail, most in hardly any.
 */
export async function seedTickets(connection: pg.ClientConfig, { workspaceId, tickets, agents = 8 }: SeedOptions): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    await client.query("set synchronous_commit = off");
    await client.query("begin");
    await client.query("select setseed(0.42)");
    await client.query(
      `select set_config('seed.workspace', $1, true), set_config('seed.tickets', $2, true), set_config('seed.agents', $3, true)`,
      [workspaceId, String(tickets), String(agents)],
    );
    for (const statement of statements) await client.query(statement);
    await client.query("commit");
    await client.query("vacuum analyze");
  } finally {
    await client.end();
  }
}

const workspace = "current_setting('seed.workspace')::uuid";
const tickets = "current_setting('seed.tickets')::integer";
const agents = "current_setting('seed.agents')::integer";

// A word's rank is the reciprocal of a uniform number, so that word k is about k times rarer than the first.
const words = (count: number) =>
  `(select string_agg('word' || least(30000, floor(1 / (random() + 0.00003)))::text, ' ') from generate_series(1, ${count}) where x.i is not null)`;

const statements = [
  `create temporary table seed_sources on commit drop as
    select i, gen_random_uuid() as id, 'seed-' || i || '-' || left(gen_random_uuid()::text, 8) || '@bench.test' as address from generate_series(0, 2) i`,
  `insert into sources (workspace_id, id, kind, name, address) select ${workspace}, id, 'forwarding', 'Source ' || i, address from seed_sources`,
  `create temporary table seed_agents on commit drop as select i, uuidv7() as id from generate_series(1, ${agents}) i`,
  `insert into agents (workspace_id, id, email, name, role)
    select ${workspace}, id, 'agent' || i || '-' || left(id::text, 8) || '@bench.test', 'Agent ' || i, 'agent' from seed_agents`,
  `create temporary table seed_contacts on commit drop as
    select i, uuidv7() as id, 'person' || i || '@customer' || (i % 500) || '.test' as address
    from generate_series(1, least(20000, greatest(1, ${tickets} / 4))) i`,
  `insert into contacts (workspace_id, id, name) select ${workspace}, id, 'Person ' || i from seed_contacts`,
  `insert into contact_addresses (workspace_id, address, contact_id) select ${workspace}, address, id from seed_contacts on conflict do nothing`,
  `create temporary table seed_tickets on commit drop as
    select x.i, uuidv7(-make_interval(secs => (x.i * 631.0)::integer)) as id, now() - make_interval(secs => (x.i * 631.0)::integer) as at,
      c.id as contact_id, c.address, s.id as source_id, ${words(6)} as subject, 1 + floor(random() * 3)::integer as messages,
      case when random() < 0.15 then 'open' when random() < 0.1 then 'pending' when random() < 0.02 then 'spam' else 'resolved' end as state,
      case when random() < 0.02 then 'urgent' when random() < 0.1 then 'high' else 'normal' end as priority,
      case when random() < 0.6 then (select a.id from seed_agents a where a.i = 1 + x.i % ${agents}) end as assignee_id
    from generate_series(1, ${tickets}) as x (i)
      join seed_contacts c on c.i = 1 + (x.i * 7919) % (select count(*) from seed_contacts)
      join seed_sources s on s.i = case when x.i % 50 = 0 then 2 else x.i % 2 end`,
  `insert into tickets (workspace_id, id, number, subject, state, priority, requester_id, assignee_id, source_id, preview, message_count, created_at, updated_at, last_message_at)
    select ${workspace}, id, 1000000 + i, subject, state, priority, contact_id, assignee_id, source_id, subject, messages, at, at, at from seed_tickets`,
  `insert into participants (workspace_id, ticket_id, address, role) select ${workspace}, id, address, 'requester' from seed_tickets`,
  `create temporary table seed_messages on commit drop as
    select x.i, x.n, x.ticket_id, x.contact_id, x.address, x.source_id, x.subject, x.at - make_interval(mins => x.n) as at,
      uuidv7(-make_interval(secs => (x.i * 631.0)::integer)) as id, uuidv7(-make_interval(secs => (x.i * 631.0)::integer)) as delivery_id, ${words(80)} as text
    from (select t.i, n, t.id as ticket_id, t.contact_id, t.address, t.source_id, t.subject, t.at from seed_tickets t, generate_series(1, t.messages) n) x`,
  `insert into raw_messages (workspace_id, id, sha256, size, bytes)
    select ${workspace}, delivery_id, sha256(delivery_id::text::bytea), 0, '' from seed_messages`,
  `insert into deliveries (workspace_id, id, source_id, kind, external_id, raw_id, size, envelope, received_at)
    select ${workspace}, delivery_id, source_id, 'forwarding', delivery_id::text, delivery_id, 0,
      jsonb_build_object('mailFrom', address, 'rcptTo', jsonb_build_array('support@bench.test'), 'remoteAddress', '192.0.2.1', 'helo', 'bench', 'tls', true), at
    from seed_messages`,
  `insert into messages (workspace_id, id, ticket_id, delivery_id, direction, contact_id, rfc_message_id, identity_hash, author, recipients, subject, text, visible_text, sender_verdict, received_at)
    select ${workspace}, id, ticket_id, delivery_id, 'inbound', contact_id, id::text || '@bench.test', sha256(id::text::bytea),
      jsonb_build_object('name', 'Person', 'address', address), '{"to":[{"name":"","address":"support@bench.test"}],"cc":[]}', subject, text, left(text, 400), 'unverified', at
    from seed_messages`,
  `insert into arrivals (workspace_id, message_id, delivery_id, received_at) select ${workspace}, id, delivery_id, at from seed_messages`,
  `insert into outcomes (workspace_id, delivery_id, source_id, action, reason, ticket_id, message_id, receipt, sender, subject, decided_at)
    select ${workspace}, delivery_id, source_id, case when n = 1 then 'create' when random() < 0.05 then 'quarantine' else 'append' end,
      case when n > 1 then 'references' end, ticket_id, id, '{"steps":[],"decidedBy":0,"otherwise":[]}', address, subject, at
    from seed_messages`,
  `insert into message_search (workspace_id, message_id, ticket_id, received_at, document)
    select ${workspace}, id, ticket_id, at, to_tsvector('inlet', subject || ' ' || address || ' ' || text) from seed_messages`,
];

// Rows for HTTP tests to find: a ticket with everything that can hang on one, every text with a word of its own.
import { sql } from "kysely";
import { newId } from "#domain/ids.ts";
import { inWorkspace, type Tx } from "#store/db.ts";
import { insertSendingDomain } from "#store/sending-domains.ts";
import { suppress } from "#store/suppressions.ts";
import type { TestDesk } from "./desk.ts";

export interface Planted {
  workspaceId: string;
  sourceId: string;
  contactId: string;
  ticketId: string;
  number: number;
  messageId: string;
  deliveryId: string;
  quarantinedId: string;
  pendingId: string;
  attachmentId: string;
  pictureId: string;
  refusedId: string;
  checkId: string;
  cannedReplyId: string;
  uploadId: string;
  submissionId: string;
  sendingDomainId: string;
  /** An address that gets no mail. */
  suppressed: string;
}

let numbers = 1000;

/** One ticket with a message, attachments and arrivals; a quarantined and a pending delivery. Every text holds `word`. */
export async function plant(
  desk: Pick<TestDesk, "database" | "options">,
  word: string,
  workspaceId = desk.database.workspaceId,
): Promise<Planted> {
  const ids: Planted = {
    workspaceId,
    sourceId: newId(),
    contactId: newId(),
    ticketId: newId(),
    number: (numbers += 1),
    messageId: newId(),
    deliveryId: newId(),
    quarantinedId: newId(),
    pendingId: newId(),
    attachmentId: newId(),
    pictureId: newId(),
    refusedId: newId(),
    checkId: newId(),
    cannedReplyId: newId(),
    uploadId: newId(),
    submissionId: newId(),
    sendingDomainId: newId(),
    suppressed: `gone@${word}.test`,
  };
  const raw = Buffer.from(`From: ana@${word}.test\r\nSubject: ${word}\r\nX-Note: ${word}\r\n\r\nHello ${word}\r\n`);
  const { blobs } = desk.options;
  const stored = async (bytes: Buffer): Promise<Stored> => {
    const sha256 = Buffer.from(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes)));
    await blobs.put(workspaceId, sha256.toString("hex"), bytes);
    return { sha256, bytes };
  };
  const bodies = {
    raw: await stored(raw),
    file: await stored(Buffer.from(`<script>alert("${word}")</script>`)),
    picture: await stored(Buffer.from(`PNG-${word}`)),
  };
  await inWorkspace(desk.database.db, workspaceId, async (tx) => {
    const row: PlantedRow = { tx, ids, word, at: new Date() };
    await plantSource(row);
    await plantDeliveries(row, bodies.raw);
    await plantTicket(row);
    await plantMessage(row);
    await plantFiles(row, bodies);
    await plantOutcomes(row);
    await plantWriting(row, bodies.file);
    await plantSending(row);
  });
  return ids;
}

interface Stored {
  sha256: Buffer;
  bytes: Buffer;
}

interface PlantedRow {
  tx: Tx;
  ids: Planted;
  word: string;
  at: Date;
}

async function plantSource({ tx, ids, word }: PlantedRow): Promise<void> {
  const { workspaceId, sourceId, contactId } = ids;
  const address = `${word}-${sourceId}@mail.test`;
  await tx
    .insertInto("sources")
    .values({ workspaceId, id: sourceId, kind: "forwarding", name: `Source ${word}`, address, settings: {} })
    .execute();
  await tx
    .insertInto("contacts")
    .values({ workspaceId, id: contactId, name: `Ana ${word}` })
    .execute();
  await tx
    .insertInto("contactAddresses")
    .values({ workspaceId, address: `ana@${word}.test`, contactId })
    .execute();
}

async function plantDeliveries({ tx, ids, word, at }: PlantedRow, raw: Stored): Promise<void> {
  const { workspaceId, sourceId } = ids;
  const rawId = newId();
  const size = raw.bytes.length;
  const envelope = {
    mailFrom: `ana@${word}.test`,
    rcptTo: [`${word}@mail.test`],
    remoteAddress: "192.0.2.1",
    helo: "x",
    tls: true,
  };
  await tx.insertInto("rawMessages").values({ workspaceId, id: rawId, sha256: raw.sha256, size, bytes: raw.bytes }).execute();
  const common = { workspaceId, sourceId, kind: "forwarding", rawId, size, envelope, receivedAt: at };
  for (const id of [ids.deliveryId, ids.quarantinedId, ids.pendingId])
    await tx
      .insertInto("deliveries")
      .values({ ...common, id, externalId: id })
      .execute();
  await tx.insertInto("deliveryQueue").values({ workspaceId, deliveryId: ids.pendingId }).execute();
}

async function plantTicket({ tx, ids, word, at }: PlantedRow): Promise<void> {
  const { workspaceId, ticketId } = ids;
  await tx
    .insertInto("tickets")
    .values({
      workspaceId,
      id: ticketId,
      number: ids.number,
      subject: `Printer ${word}`,
      requesterId: ids.contactId,
      sourceId: ids.sourceId,
      preview: word,
      lastMessageAt: at,
    })
    .execute();
  await tx
    .insertInto("participants")
    .values({ workspaceId, ticketId, address: `ana@${word}.test`, role: "requester" })
    .execute();
}

async function plantMessage({ tx, ids, word, at }: PlantedRow): Promise<void> {
  const { workspaceId, ticketId, messageId, deliveryId } = ids;
  await tx
    .insertInto("messages")
    .values({
      workspaceId,
      id: messageId,
      ticketId,
      deliveryId,
      direction: "inbound",
      contactId: ids.contactId,
      identityHash: Buffer.alloc(32),
      author: { name: `Ana ${word}`, address: `ana@${word}.test` },
      recipients: { to: [{ name: "", address: `${word}@mail.test` }], cc: [] },
      subject: `Printer ${word}`,
      text: `Hello ${word} whole`,
      visibleText: `Hello ${word}`,
      html: `<p>Hello ${word}</p><script>1</script>`,
      senderVerdict: "unverified",
      receivedAt: at,
    })
    .execute();
  await tx.insertInto("arrivals").values({ workspaceId, messageId, deliveryId, receivedAt: at }).execute();
  await sql`insert into message_search (workspace_id, message_id, ticket_id, received_at, document)
    values (${workspaceId}, ${messageId}, ${ticketId}, ${at}, to_tsvector('inlet', ${`Printer ${word} Größe Hello ${word} ana@${word}.test`}))`.execute(
    tx,
  );
}

async function plantFiles({ tx, ids, word }: PlantedRow, { file, picture }: Record<"file" | "picture", Stored>): Promise<void> {
  const { workspaceId, messageId } = ids;
  const common = { workspaceId, messageId, disposition: "attachment" as const, contentId: null, refusedBecause: null };
  const page = { id: ids.attachmentId, name: `${word} "é".html`, mediaType: "text/html", sniffedType: "text/html" };
  const image = { id: ids.pictureId, name: `${word}.png`, mediaType: "image/png", sniffedType: "image/png", contentId: "pic@x" };
  const program = { id: ids.refusedId, name: `${word}.exe`, mediaType: "application/x-msdownload", sniffedType: null };
  await tx
    .insertInto("attachments")
    .values([
      { ...common, ...page, position: 0, size: 40, sha256: file.sha256 },
      { ...common, ...image, position: 1, size: picture.bytes.length, sha256: picture.sha256 },
      { ...common, ...program, position: 2, size: 9, sha256: null, refusedBecause: "type-not-allowed" },
    ])
    .execute();
}

/** What agents write with, and a copy that did not get through. */
async function plantWriting({ tx, ids, word }: PlantedRow, file: Stored): Promise<void> {
  const { workspaceId, cannedReplyId, uploadId, submissionId, messageId, ticketId, sourceId } = ids;
  await tx
    .insertInto("cannedReplies")
    .values({ workspaceId, id: cannedReplyId, name: `Canned ${word}`, html: `<p>${word}</p>` })
    .execute();
  await tx
    .insertInto("uploads")
    .values({
      workspaceId,
      id: uploadId,
      name: `${word}.txt`,
      mediaType: "text/plain",
      size: file.bytes.length,
      sha256: file.sha256,
    })
    .execute();
  const copy = {
    kind: "acknowledgement",
    address: `ana@${word}.test`,
    role: "to",
    state: "failed",
    reply: `550 ${word}`,
  } as const;
  await tx
    .insertInto("submissions")
    .values({ workspaceId, id: submissionId, messageId, ticketId, sourceId, ...copy })
    .execute();
}

async function plantOutcomes({ tx, ids, word }: PlantedRow): Promise<void> {
  const { workspaceId, sourceId, ticketId } = ids;
  const receipt = { steps: [{ stage: "read", check: "read.whole", found: {}, verdict: "settles" }], decidedBy: 0, otherwise: [] };
  const common = { workspaceId, sourceId, ticketId, receipt, sender: `ana@${word}.test`, subject: `Printer ${word}` };
  await tx
    .insertInto("outcomes")
    .values([
      { ...common, deliveryId: ids.deliveryId, action: "create", messageId: ids.messageId },
      { ...common, deliveryId: ids.quarantinedId, action: "quarantine", reason: "stranger-on-ticket" },
    ])
    .execute();
}

async function plantSending({ tx, ids, word }: PlantedRow): Promise<void> {
  const { workspaceId, sendingDomainId: id } = ids;
  await insertSendingDomain(tx, { workspaceId, id, name: `${word}-${id.slice(-6)}.test` });
  await suppress(tx, { workspaceId, address: ids.suppressed, reason: "bounced", evidence: `550 no ${word}`, reportedBy: null });
}

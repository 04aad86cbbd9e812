// Everything that sending needs from the database and the blob store, read before the network is touched.
import type { WorkspaceId } from "#domain/ids.ts";
import { addressKey } from "#domain/address.ts";
import { AppError } from "#domain/errors.ts";
import type { OutboundMessage } from "#domain/outbound.ts";
import type { Envelope } from "#platform/secrets.ts";
import type { BlobStore } from "#store/blobs.ts";
import { type Db, inWorkspace, type Tx } from "#store/db.ts";
import { relayFor, relayPasswordOf } from "#store/relays.ts";
import { activeKeysOf, type SigningKey } from "#store/sending-domains.ts";
import { type Letter, readSubmissions, type SubmissionToSend } from "#store/submissions.ts";
import { findSuppressed } from "#store/suppressions.ts";
import type { RelaySettings } from "./relay-connection.ts";
import { letterContext, replyTokenContext } from "./submit.ts";
import { type LetterToWrite, writeLetter } from "./write-letter.ts";

export interface Sender {
  db: Db;
  blobs: BlobStore;
  envelope: Envelope;
  mailDomain: string;
  /** Where no other relay is set up; null: none. */
  defaultRelay: RelaySettings | null;
  /** Writes and signs a long letter in another thread. */
  writeAside(letter: LetterToWrite): Promise<Uint8Array>;
}

/** Handing over a shorter letter to be written costs more than writing it; a longer one would hold up everything else (P7). */
const asideFromBytes = 128 * 1_024;

/** A submission with all that decides how it leaves. */
export interface Prepared {
  submission: SubmissionToSend;
  isSuppressed: boolean;
  letter: Letter;
  relay: RelaySettings | null;
  keys: readonly SigningKey[];
}

/** By submission id; those that are gone are not in it. */
export async function prepare(sender: Sender, workspaceId: WorkspaceId, ids: readonly string[]): Promise<Map<string, Prepared>> {
  return inWorkspace(sender.db, workspaceId, async (tx) => {
    const submissions = await readSubmissions(tx, ids);
    const suppressed = await findSuppressed(
      tx,
      submissions.map(({ address }) => address),
    );
    const letters = submissions.map((submission) => letterOf(submission, sender.envelope));
    const ways = await readWays(tx, sender, letters);
    return new Map(
      submissions.map((submission, at) => {
        const letter = letters[at] as Letter;
        const way = ways.get(letter.sending.domainId) as Way;
        return [submission.id, { submission, letter, isSuppressed: suppressed.has(addressKey(submission.address)), ...way }];
      }),
    );
  });
}

/**
 * The bytes as they leave, the same at every try. Throws AppError: "blob-missing", "secret-unreadable", or "no-signing-key" where a domain
 * sends that has no key: unsigned, its mail would not be believed.
 */
export async function write(sender: Sender, { submission, letter, keys }: Prepared): Promise<Uint8Array> {
  if (letter.sending.domainId !== null && keys.length === 0) throw noSigningKey(letter.sending.from.address);
  const files = new Map<string, Uint8Array>();
  for (const { sha256 } of submission.files) files.set(sha256, await sender.blobs.get(submission.workspaceId, sha256));
  const signing = keys.map(({ privateKey, ...key }) => ({ ...key, privateKey: privateKey.reveal() }));
  const toWrite = { message: messageOf(sender, submission, letter), files, keys: signing };
  return lengthOf(toWrite) < asideFromBytes ? writeLetter(toWrite) : sender.writeAside(toWrite);
}

function lengthOf({ message: { text, html }, files }: LetterToWrite): number {
  return [...files.values()].reduce((sum, file) => sum + file.length, text.length + (html?.length ?? 0));
}

interface Way {
  relay: RelaySettings | null;
  keys: readonly SigningKey[];
}

async function readWays(tx: Tx, sender: Sender, letters: readonly Letter[]): Promise<Map<string | null, Way>> {
  const ways = new Map<string | null, Way>();
  for (const domainId of new Set(letters.map(({ sending }) => sending.domainId))) {
    const row = await relayFor(tx, domainId);
    const relay = row === null ? sender.defaultRelay : { ...row, password: relayPasswordOf(row, sender.envelope) };
    ways.set(domainId, {
      relay: relay === null ? null : settingsOf(relay),
      keys: domainId === null ? [] : await activeKeysOf(tx, domainId, sender.envelope),
    });
  }
  return ways;
}

// Only these: sessions are shared by equal settings.
function settingsOf({ kind, host, port, tls, username, password, connections, perMinute }: RelaySettings): RelaySettings {
  return { kind, host, port, tls, username, password, connections, perMinute };
}

function letterOf(submission: SubmissionToSend, envelope: Envelope): Letter {
  if (submission.letter !== null) return submission.letter;
  if (submission.letterSealed === null) throw new Error(`submission ${submission.id} has no words`);
  return JSON.parse(envelope.open(submission.letterSealed, letterContext(submission.id))) as Letter;
}

function messageOf(sender: Sender, submission: SubmissionToSend, letter: Letter): OutboundMessage {
  const { id, replyTokenSealed } = submission;
  const token = replyTokenSealed === null ? null : sender.envelope.open(replyTokenSealed, replyTokenContext(id));
  return {
    submissionId: id,
    workspaceId: submission.workspaceId,
    sourceId: submission.sourceId,
    ticketId: submission.ticketId,
    kind: submission.kind,
    recipient: { name: submission.name, address: submission.address, role: submission.role },
    to: letter.to,
    cc: letter.cc,
    sending: letter.sending,
    replyTo: token === null ? null : `reply+${token}@${sender.mailDomain}`,
    messageId: letter.rfcMessageId,
    subject: letter.subject,
    text: letter.text,
    html: letter.html,
    files: submission.files,
    date: submission.createdAt,
  };
}

function noSigningKey(from: string): AppError {
  return new AppError({
    code: "no-signing-key",
    retry: "transient",
    publicMessage: `No published DKIM key signs for ${from}. Check its sending domain; the message waits.`,
  });
}

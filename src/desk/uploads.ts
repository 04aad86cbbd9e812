// Files for an answer: taken in and kept until they are sent, or nobody has wanted them for a week.
import { createHash } from "node:crypto";
import { type AgentId, isId, newId, type WorkspaceId } from "#domain/ids.ts";
import type { BlobStore } from "#store/blobs.ts";
import { type Db, type Tx, inWorkspace } from "#store/db.ts";
import { type UploadRow, deleteUpload, findUploads, insertUpload, stillWanted } from "#store/uploads.ts";
import { imageTypes } from "#store/ticket-page.ts";
import { notFound, refusal } from "./refusals.ts";

/** Bytes of all files of one answer together. In base64 that is 27 MB of mail: what most far sides just take. */
export const mostFileBytes = 20 * 1024 * 1024;
export const keptDays = 7;

export interface ShownUpload {
  id: string;
  name: string;
  mediaType: string;
  sniffedType: string | null;
  isImage: boolean;
  size: number;
  createdAt: Date;
}

/** Stores the bytes, then the row that names them. */
export async function keepUpload(
  { db, blobs }: { db: Db; blobs: BlobStore },
  by: { workspaceId: WorkspaceId; agentId: AgentId | null },
  file: { name: string; mediaType: string; bytes: Uint8Array },
): Promise<ShownUpload> {
  if (file.bytes.byteLength === 0) throw refusal("empty-file", "This file is empty. Choose another one.");
  const sha256 = createHash("sha256").update(file.bytes).digest();
  await blobs.put(by.workspaceId, sha256.toString("hex"), file.bytes);
  const row = await inWorkspace(db, by.workspaceId, (tx) =>
    insertUpload(tx, {
      ...by,
      id: newId(),
      name: fileName(file.name),
      mediaType: typeOf(file.mediaType, file.bytes),
      size: file.bytes.byteLength,
      sha256,
    }),
  );
  return showUpload(row);
}

export function showUpload({ id, name, mediaType, size, createdAt }: UploadRow): ShownUpload {
  const isImage = imageTypes.includes(mediaType);
  return { id, name, mediaType, sniffedType: isImage ? mediaType : null, isImage, size, createdAt };
}

/** All of them, in order; refuses where one is not there. */
export async function uploadsOf(tx: Tx, ids: readonly string[]): Promise<UploadRow[]> {
  const wanted = [...new Set(ids.map((id) => id.toLowerCase()))];
  const found = await findUploads(tx, wanted.filter(isId));
  if (found.length < wanted.length) {
    const missing = wanted.find((id) => !found.some((upload) => upload.id === id));
    throw refusal(
      "unknown-upload",
      `The file ${missing} is not here (any more): uploads are kept for ${keptDays} days. Upload it again.`,
    );
  }
  return found;
}

/**
 * They are sent with this transaction: their bytes stay, and they can be a draft's again if the message is taken back. Refuses where one
 * went away since it was read.
 */
export async function keepFiles(tx: Tx, files: readonly UploadRow[]): Promise<void> {
  const ids = files.map((file) => file.id);
  if ((await stillWanted(tx, ids)) < ids.length) await uploadsOf(tx, ids);
}

/** A file in an answer can be sent only where all of them together are not too much for the far sides. */
export function refuseTooMuch(files: readonly { name: string; size: number }[]): void {
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  if (bytes <= mostFileBytes) return;
  const largest = files.toSorted((a, b) => b.size - a.size)[0];
  throw refusal(
    "attachments-too-large",
    `The files are ${megabytes(bytes)} MB together, and ${megabytes(mostFileBytes)} MB can be sent. Leave “${largest?.name ?? ""}” out, or send a link to it.`,
  );
}

export async function removeUpload(db: Db, by: { workspaceId: WorkspaceId }, id: string): Promise<void> {
  const removed = isId(id) && (await inWorkspace(db, by.workspaceId, (tx) => deleteUpload(tx, id)));
  if (!removed) throw notFound();
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, "");
}

// A name for display: no path, no control or bidirectional characters.
function fileName(given: string): string {
  const name = given
    .toWellFormed()
    .replace(/^.*[/\\]/s, "")
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029\uFFFD]/gu, "")
    .trim();
  return name === "" ? "file" : name.slice(-150).toWellFormed();
}

const mediaType = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/;

// The sender's word is not asked for pictures: those four types stand only where the bytes are such a picture.
function typeOf(claimed: string, bytes: Uint8Array): string {
  const picture = pictureType(bytes);
  if (picture !== null) return picture;
  const type = claimed.split(";")[0]?.trim().toLowerCase() ?? "";
  return mediaType.test(type) && !imageTypes.includes(type) ? type : "application/octet-stream";
}

const signatures: readonly [string, string][] = [
  ["image/png", "\x89PNG\r\n\x1a\n"],
  ["image/jpeg", "\xff\xd8\xff"],
  ["image/gif", "GIF87a"],
  ["image/gif", "GIF89a"],
];

function pictureType(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 16)).toString("latin1");
  if (head.startsWith("RIFF") && head.slice(8, 12) === "WEBP") return "image/webp";
  return signatures.find(([, signature]) => head.startsWith(signature))?.[0] ?? null;
}

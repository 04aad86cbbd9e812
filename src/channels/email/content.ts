// What a mail says and carries: its text, its HTML and its files, whatever they were wrapped in.
import { clean } from "#domain/clean.ts";
import type { Attachment, Defect } from "#domain/message.ts";
import { firstValue } from "#mail/header-fields.ts";
import { charsetInWords } from "#mail/charset/hint.ts";
import type { MimePart } from "#mail/mime-tree.ts";
import { AttachmentNames } from "./attachment-name.ts";
import { attachmentOf, fileOfPart, type FoundFile } from "./attachments.ts";
import { chooseBody } from "./body.ts";
import { openContainer } from "./containers.ts";
import { readMailText, type Piece } from "./text.ts";

export interface MailContent {
  text: string;
  html: string | null;
  attachments: Attachment[];
  defects: Defect[];
}

export function readMailContent(root: MimePart): MailContent {
  const body = chooseBody(root);
  const files: FoundFile[] = [];
  const pieces: Piece[] = [];
  const defects: Defect[] = [];
  for (const part of body.attachments) {
    const opened = openContainer(fileOfPart(part));
    files.push(...opened.files);
    if (opened.piece !== null) pieces.push(opened.piece);
    defects.push(...opened.defects, ...elsewhere(part));
  }
  const read = readMailText(body.sections, charsetInWords(root.fields), pieces);
  for (const { name, mediaType, content } of read.files) {
    files.push({ name, mediaType, content, isInline: false, contentId: null, description: null });
  }
  const names = new AttachmentNames();
  return {
    text: read.text,
    html: read.html,
    attachments: files.map((file) => attachmentOf(file, names, read.html)),
    defects: [...defects, ...read.defects],
  };
}

// RFC 2046 §5.2.2 and §5.2.3: what stands for something that is not here.
function elsewhere(part: MimePart): Defect[] {
  const type = part.contentType.value;
  if (type !== "message/partial" && type !== "message/external-body") return [];
  const detail = clean(firstValue(part.fields, "content-type") ?? "").slice(0, 300);
  return [{ code: type === "message/partial" ? "message-partial" : "file-elsewhere", detail }];
}

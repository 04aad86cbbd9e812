// /messages/{id}/html and /attachments/{id}: what strangers sent, made fit for a browser.
import type { FastifyReply } from "fastify";
import { z } from "zod";
import { messageHtmlParameters } from "#contract/messages.ts";
import { pathId } from "#contract/list.ts";
import { type MessageId, type WorkspaceId, isId } from "#domain/ids.ts";
import { notFound, refusal } from "#desk/refusals.ts";
import { inWorkspace } from "#store/db.ts";
import { type InlinePictureRow, findAttachment, findMessageHtml, listInlinePictures } from "#store/message-files.ts";
import { imageTypes } from "#store/ticket-page.ts";
import { callerOf } from "../caller.ts";
import { contentDisposition } from "../content-disposition.ts";
import { type Server, answers, gone, impossible } from "../describe.ts";
import type { HttpOptions, InlineImage } from "../options.ts";

/** Bytes of inline pictures that one document carries: the rest stays an attachment. */
const mostPictureBytes = 5 * 1024 * 1024;

export function messageRoutes(server: Server, options: HttpOptions): void {
  getMessageHtmlRoute(server, options);
  getAttachmentRoute(server, options);
}

function getMessageHtmlRoute(server: Server, options: HttpOptions): void {
  server.get(
    "/messages/:id/html",
    {
      config: { access: "tickets:read" },
      schema: {
        operationId: "getMessageHtml",
        tags: ["Messages"],
        summary: "A message as its sender laid it out, for a sandboxed frame",
        description:
          "Sanitized: no script, no network. Pictures within the message are data: URLs. `inlet-blocked-images` in the answer counts the remote pictures left out.",
        params: pathId,
        querystring: messageHtmlParameters,
        produces: ["text/html"],
        response: { ...answers(200, "The document.", z.string()), ...gone, ...impossible },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { remoteImages } = request.query;
      const { workspaceId } = callerOf(request);
      const { html, images } = await readMessage(options, workspaceId, id);
      const safe = await options.sanitize(html, images, remoteImages).catch((cause: unknown) => {
        options.log.warn(
          { part: "http", error: cause, requestId: request.id },
          "a message's HTML could not be made safe in its limits",
        );
        throw refusal(
          "html-not-shown",
          "This message's HTML is too large or too deep to be shown safely. Read its text, or download the raw message.",
        );
      });
      frameHeaders(reply, remoteImages);
      return sendAsIs(
        reply.header("inlet-blocked-images", String(safe.blockedRemoteImages)).type("text/html; charset=utf-8"),
        safe.html,
      );
    },
  );
}

function getAttachmentRoute(server: Server, options: HttpOptions): void {
  server.get(
    "/attachments/:id",
    {
      config: { access: "tickets:read" },
      schema: {
        operationId: "getAttachment",
        tags: ["Messages"],
        summary: "An attached file",
        description:
          "PNG, JPEG, GIF and WebP (by their bytes, not by their names) may be shown; everything else is a download of unknown type.",
        params: pathId,
        response: { ...answers(200, "The file.", z.string()), ...gone },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { workspaceId } = callerOf(request);
      const file = isId(id) ? await inWorkspace(options.db, workspaceId, (tx) => findAttachment(tx, id)) : null;
      if (file === null) throw notFound();
      if (file.sha256 === null)
        throw refusal("attachment-refused", "This file was not kept: it is named on the ticket with the reason.");
      const bytes = await options.blobs.stream(workspaceId, file.sha256.toString("hex"));
      const isImage = imageTypes.includes(file.sniffedType ?? "");
      fileHeaders(reply);
      return sendAsIs(
        reply
          .header("content-disposition", contentDisposition(isImage ? "inline" : "attachment", file.name))
          .header("content-length", String(file.size))
          .header("cache-control", isImage ? "private, max-age=86400, immutable" : "private, no-store")
          .type(isImage ? (file.sniffedType ?? "") : "application/octet-stream"),
        bytes,
      );
    },
  );
}

/** For bytes that a browser must neither guess about nor run: nothing may load, nothing may script, no other site may embed. */
export function fileHeaders(reply: FastifyReply): void {
  void reply
    .header("content-security-policy", "default-src 'none'; sandbox")
    .header("x-content-type-options", "nosniff")
    .header("cross-origin-resource-policy", "same-origin");
}

/** Sends bytes or text without the JSON serializer of the route's description. */
export function sendAsIs(reply: FastifyReply, body: unknown): never {
  return reply.serializer((text: unknown) => text as string).send(body) as never;
}

// Links open in a tab of their own, without the sandbox; nothing else leaves it. `frame-ancestors`: only our own pages show it.
function frameHeaders(reply: FastifyReply, remoteImages: "show" | "block"): void {
  const pictures = remoteImages === "show" ? "data: https: http:" : "data:";
  void reply
    .header(
      "content-security-policy",
      `default-src 'none'; img-src ${pictures}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox`,
    )
    .header("x-content-type-options", "nosniff")
    .header("x-frame-options", "SAMEORIGIN")
    .header("referrer-policy", "no-referrer")
    .header("cache-control", "private, no-store");
}

async function readMessage(
  options: HttpOptions,
  workspaceId: WorkspaceId,
  id: string,
): Promise<{ html: string; images: InlineImage[] }> {
  const found = await inWorkspace(options.db, workspaceId, async (tx) => {
    const html = isId(id) ? await findMessageHtml(tx, id) : null;
    return html === null ? null : { html, pictures: await listInlinePictures(tx, id as MessageId) };
  });
  if (found === null) throw notFound();
  return { html: found.html, images: await readPictures(options, workspaceId, found.pictures) };
}

async function readPictures(
  options: HttpOptions,
  workspaceId: WorkspaceId,
  pictures: readonly InlinePictureRow[],
): Promise<InlineImage[]> {
  const images: InlineImage[] = [];
  let bytes = 0;
  for (const picture of pictures) {
    if (bytes + picture.size > mostPictureBytes) continue;
    bytes += picture.size;
    const content = await options.blobs.get(workspaceId, picture.sha256.toString("hex"));
    images.push({ contentId: picture.contentId, dataUrl: `data:${picture.sniffedType};base64,${content.toString("base64")}` });
  }
  return images;
}

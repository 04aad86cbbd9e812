// /me/signature and /tickets/{id}/signature: what stands below one's own answers.
import { pathId } from "#contract/list.ts";
import { changeSignatureRequest, signature } from "#contract/signature.ts";
import { isId } from "#domain/ids.ts";
import { notFound } from "#desk/refusals.ts";
import { joinSignatures, readSourceSignature } from "#desk/signatures.ts";
import { readSignature, updateSignature } from "#store/agents.ts";
import { inWorkspace } from "#store/db.ts";
import { callerOf } from "../caller.ts";
import { type Server, answers, gone, impossible } from "../describe.ts";
import type { HttpOptions } from "../options.ts";
import { onlyAPerson } from "./drafts.ts";

export function signatureRoutes(server: Server, { db, mailHtml }: HttpOptions): void {
  server.get(
    "/me/signature",
    {
      config: { access: "caller" },
      schema: {
        operationId: "getSignature",
        tags: ["People"],
        summary: "What stands below your answers",
        response: { ...answers(200, "Your signature; empty where there is none.", signature), ...impossible },
      },
    },
    async (request) => {
      const { workspaceId, agent } = onlyAPerson(request);
      const html = await inWorkspace(db, workspaceId, (tx) => readSignature(tx, agent.id));
      return { html, text: html === "" ? "" : (await mailHtml(html, new Map())).text };
    },
  );
  server.put(
    "/me/signature",
    {
      config: { access: "caller" },
      schema: {
        operationId: "changeSignature",
        tags: ["People"],
        summary: "Change what stands below your answers",
        description: "Cleaned for mail. The source's own signature, if it has one, comes after it.",
        body: changeSignatureRequest,
        response: { ...answers(200, "Your signature.", signature), ...impossible },
      },
    },
    async (request) => {
      const { workspaceId, agent } = onlyAPerson(request);
      const { html, text } = await mailHtml(request.body.html, new Map());
      // An editor's empty paragraph is no signature.
      const kept = text.trim() === "" && !html.includes("<img") ? "" : html;
      await inWorkspace(db, workspaceId, (tx) => updateSignature(tx, agent.id, kept));
      return { html: kept, text: kept === "" ? "" : text };
    },
  );
  server.get(
    "/tickets/:id/signature",
    {
      config: { access: "tickets:read" },
      schema: {
        operationId: "getSignatureOnTicket",
        tags: ["Messages"],
        summary: "What stands below your answers on a ticket, as its readers get it",
        description: "Yours, then that of the source by which the ticket came in.",
        params: pathId,
        response: { ...answers(200, "Both; empty where there is neither.", signature), ...gone, ...impossible },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { workspaceId } = callerOf(request);
      const source = isId(id) ? await inWorkspace(db, workspaceId, (tx) => readSourceSignature(tx, id)) : null;
      if (source === null) throw notFound();
      const { agent } = onlyAPerson(request);
      return joinSignatures(mailHtml, { agent: await inWorkspace(db, workspaceId, (tx) => readSignature(tx, agent.id)), source });
    },
  );
}

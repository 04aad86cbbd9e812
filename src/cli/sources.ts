// inlet sources: make a place customers write to, and list them.
import { createSourceRequest } from "#contract/sources.ts";
import { createSource } from "#desk/sources.ts";
import { inWorkspace } from "#store/db.ts";
import { listSources } from "#store/sources.ts";
import { UsageError, command } from "./command-line.ts";
import { withInstallation } from "./installation.ts";

export const createSourceCommand = command({
  args: {
    kind: { type: "positional", description: "What kind of source: forwarding", required: true },
    name: { type: "string", description: "Its name, as agents see it", valueHint: "NAME", required: true },
    json: { type: "boolean", description: "Print {id,kind,name,address} as JSON" },
  },
  examples: [
    ["inlet sources create forwarding --name Support", "print the address that your mailbox must forward to"],
    ["inlet sources create forwarding --name Billing --json | jq -r .address", "use the address in a script"],
  ],
  async run({ kind, name, json }) {
    const wanted = createSourceRequest.safeParse({ kind, name });
    if (!wanted.success)
      throw new UsageError(wanted.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("\n"));
    const source = await withInstallation(({ db, workspaceId }, { mailDomain }) =>
      createSource(db, { workspaceId, actor: { kind: "command-line" }, mailDomain }, wanted.data),
    );
    process.stdout.write(json === true ? `${JSON.stringify(source)}\n` : `${source.address}\n`);
    if (json !== true) process.stderr.write(`Source "${source.name}" is ready: forward mail to the address above.\n`);
  },
});

export const listSourcesCommand = command({
  args: { json: { type: "boolean", description: "Print a JSON array" } },
  examples: [
    ["inlet sources list", "one line a source: address, name, state"],
    ["inlet sources list --json", "id, kind, name, address, createdAt, pausedAt, lastDeliveryAt"],
  ],
  async run({ json }) {
    const rows = await withInstallation(({ db, workspaceId }) =>
      inWorkspace(db, workspaceId, (tx) => listSources(tx, workspaceId, { limit: 10_000, after: null })),
    );
    if (json === true) {
      const list = rows.map(({ id, kind, name, address, createdAt, pausedAt, lastDeliveryAt }) => ({
        id,
        kind,
        name,
        address,
        createdAt,
        pausedAt,
        lastDeliveryAt,
      }));
      process.stdout.write(`${JSON.stringify(list)}\n`);
      return;
    }
    for (const { address, name, pausedAt, lastDeliveryAt } of rows) {
      const state =
        pausedAt !== null
          ? "paused"
          : lastDeliveryAt === null
            ? "nothing arrived yet"
            : `last mail ${lastDeliveryAt.toISOString()}`;
      process.stdout.write(`${address}\t${name}\t${state}\n`);
    }
    if (rows.length === 0) process.stderr.write("There is no source yet: inlet sources create forwarding --name Support\n");
  },
});

// inlet keys: make a key for a program that uses the API.
import { scopes } from "#contract/agents.ts";
import { createApiKeyRequest } from "#contract/api-keys.ts";
import { createApiKey } from "#desk/api-keys.ts";
import { UsageError, command } from "./command-line.ts";
import { withInstallation } from "./installation.ts";

export const createKeyCommand = command({
  args: {
    name: { type: "string", description: "What the key is for", valueHint: "NAME", required: true },
    scope: {
      type: "string",
      description: `What it may do, between commas: ${scopes.join(", ")}`,
      valueHint: "SCOPE,…",
      required: true,
    },
    expires: {
      type: "string",
      description: "When it ends, as a date (2027-01-31) or a time; without it: when revoked",
      valueHint: "DATE",
    },
    json: { type: "boolean", description: "Print {id,key} as JSON" },
  },
  examples: [
    ["inlet keys create --name export --scope tickets:read,deliveries:read", "print the key, which is never shown again"],
    ["inlet keys create --name ci --scope tickets:read --expires 2027-01-31 --json", 'print {"id":…,"key":…}'],
  ],
  async run({ name, scope, expires, json }) {
    const wanted = createApiKeyRequest.safeParse({ name, scopes: scope.split(",").map((word) => word.trim()) });
    if (!wanted.success)
      throw new UsageError(wanted.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("\n"));
    const expiresAt = readDate(expires);
    const created = await withInstallation(({ db, workspaceId }) =>
      createApiKey(
        db,
        { workspaceId, actor: { kind: "command-line" } },
        { name: wanted.data.name, scopes: wanted.data.scopes, expiresAt },
      ),
    );
    process.stdout.write(json === true ? `${JSON.stringify({ id: created.id, key: created.key })}\n` : `${created.key}\n`);
    if (json !== true) process.stderr.write("Keep this key: only its hash is stored.\n");
  },
});

function readDate(text: string | undefined): Date | null {
  if (text === undefined) return null;
  const date = new Date(text);
  if (!/^\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(date.getTime()))
    throw new UsageError(`--expires: "${text}" is no date such as 2027-01-31.`);
  return date;
}

// inlet migrate: what a start does to the database, and nothing else.
import { listMigrations } from "#store/migrate.ts";
import { command } from "./command-line.ts";
import { withInstallation } from "./installation.ts";

export const migrateCommand = command({
  args: { json: { type: "boolean", description: "Print JSON" } },
  examples: [
    ["inlet migrate", "before a rolling upgrade; a start does the same by itself"],
    ["inlet migrate --json", 'print {"applied":[…],"current":"0001-house"}'],
  ],
  async run({ json }) {
    const current = (await listMigrations()).at(-1)?.name ?? null;
    const applied = await withInstallation(async (database) => database.migrated);
    const sentence =
      applied.length === 0
        ? `Nothing to do: the database is at ${current ?? "the beginning"}.`
        : `Applied ${applied.join(", ")}.`;
    process.stdout.write(`${json === true ? JSON.stringify({ applied, current }) : sentence}\n`);
  },
});

// docs/configuration.md, from the same table that checks the variables.
import { variables } from "../config.ts";

export function configurationPage(): string {
  const rows = Object.entries(variables).map(([name, variable]) => {
    const file = "secret" in variable ? `<br>\`${name}_FILE\`` : "";
    return `| \`${name}\`${file} | ${variable.about} | ${variable.expected} | ${variable.otherwise} |`;
  });
  return `<!-- Generated from src/config.ts by "npm run docs". -->
# Configuration

Inlet is configured by environment variables, and starts without any. A wrong value stops the start, with every error at once.
An empty variable counts as unset. A secret can also be given as \`NAME_FILE\`, the path of a file that holds it: that keeps it
out of the process list and of compose files.

| variable | what it is | expected | default |
|---|---|---|---|
${rows.join("\n")}

\`NO_COLOR\` switches colours off, as everywhere.

## The data root
| path | what | keep it? |
|---|---|---|
| \`postgres/\` | the embedded database | yes |
| \`blobs/\` | large messages and attachments | yes |
| \`secret\` | what encrypts stored secrets, unless INLET_SECRET is set | yes, and apart from the rest |
| \`smtp-tls.pem\` | the mail receiver's self-signed key | made again when missing |
| \`postgres.log\` | the database's log | no |
| \`run/\` | the database's socket | no |
| \`postgres-programs-…/\` | a copy of the database's programs, where its user cannot read the package | no |

Started by root, the database runs as user 65534 (nobody), because PostgreSQL refuses to run as root.
`;
}

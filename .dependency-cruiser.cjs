// The floors: who may import whom (ARCHITECTURE.md). Run by bin/check-floors.mjs, which sees type imports as well.
const floors = {
  // Pure: not even node:* (see below).
  domain: ["domain"],
  contract: ["contract", "domain"],
  // RFC knowledge, and the shapes that it fills; it knows no ticket and decides nothing (docs/decisions/0008).
  mail: ["mail", "domain/(address|message|authentication|delivery|clean|outbound|subject-words)"],
  turns: ["turns"],
  platform: ["platform", "domain/errors"],
  store: ["store", "domain", "platform"],
  jobs: ["jobs", "domain", "platform", "store"],
  outbound: ["outbound", "domain", "platform", "mail", "store", "jobs"],
  intake: ["intake", "domain", "platform", "mail", "turns", "store", "jobs", "outbound/submit"],
  desk: ["desk", "domain", "platform", "store", "jobs", "outbound/submit"],
  http: ["http", "domain", "platform", "contract", "store", "intake", "desk"],
};

const below = (folders) => `^src/(${folders.join("|")})(/|\\.)`;

module.exports = {
  forbidden: [
    ...Object.entries(floors).map(([floor, allowed]) => ({
      name: `${floor}-imports-down-only`,
      severity: "error",
      from: { path: `^src/${floor}/` },
      to: { path: "^(src|web)/", pathNot: below(allowed) },
    })),
    {
      name: "domain-and-contract-are-pure",
      comment: "no clock, no file, no network: not even node:*",
      severity: "error",
      from: { path: "^src/(domain|contract)/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "a-channel-knows-no-sibling-and-no-policy",
      severity: "error",
      from: { path: "^src/channels/([^/]+)/" },
      to: { path: "^(src|web)/", pathNot: "^src/(domain|platform|mail|channels/email|channels/$1)/" },
    },
    {
      name: "channels-import-down-only",
      comment: "the registry files, beside the channels' folders",
      severity: "error",
      from: { path: "^src/channels/[^/]+$" },
      to: { path: "^(src|web)/", pathNot: "^src/(channels|domain|platform|mail)/" },
    },
    {
      name: "nobody-imports-the-root",
      severity: "error",
      from: { path: "^(src/[^/]+/|web/)", pathNot: "^src/cli/" },
      to: { path: "^src/([^/]+$|cli/)" },
    },
    {
      name: "web-imports-the-contract-only",
      severity: "error",
      from: { path: "^web/" },
      to: { path: "^src/", pathNot: "^src/contract/" },
    },
    {
      name: "every-import-leads-somewhere",
      severity: "error",
      from: { path: "^(src|web)/" },
      to: { couldNotResolve: true, path: "^(\\.|#).*\\.js$" },
    },
  ],
  options: { doNotFollow: { path: "node_modules" }, moduleSystems: ["es6"] },
};

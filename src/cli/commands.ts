// The words of the command line. A new command is one line here and one file beside this one.
import type { CommandTable } from "./command-line.ts";

export const commands: CommandTable = {
  serve: {
    about: "Start the server: mail receiver, pipeline, console and API",
    load: async () => (await import("./serve.ts")).serve,
  },
  migrate: {
    about: "Bring the database to this version, without starting the server",
    load: async () => (await import("./migrate.ts")).migrateCommand,
  },
  explain: {
    about: "Tell what would become of a raw mail, and why; stores nothing",
    load: async () => (await import("./explain.ts")).explain,
  },
  import: {
    about: "Bring in old mail from an mbox, a maildir or files",
    load: async () => (await import("./import.ts")).importCommand,
  },
  demo: { about: "Fill a fresh installation with an invented support day", load: async () => (await import("./demo.ts")).demo },
  sources: {
    about: "The places customers write to",
    commands: {
      create: {
        about: "Create a source and print its address",
        load: async () => (await import("./sources.ts")).createSourceCommand,
      },
      list: { about: "List the sources", load: async () => (await import("./sources.ts")).listSourcesCommand },
    },
  },
  domains: {
    about: "The domains that answers are sent from",
    commands: {
      add: {
        about: "Add a sending domain and print its DNS records",
        load: async () => (await import("./domains.ts")).addDomainCommand,
      },
      check: {
        about: "Ask DNS what is there, and say what is missing or wrong",
        load: async () => (await import("./domains.ts")).checkDomainCommand,
      },
      list: { about: "List the sending domains", load: async () => (await import("./domains.ts")).listDomainsCommand },
      rotate: {
        about: "Make new signing keys for a domain",
        load: async () => (await import("./domains.ts")).rotateDomainCommand,
      },
      remove: {
        about: "Remove a domain and erase its keys",
        load: async () => (await import("./domains.ts")).removeDomainCommand,
      },
    },
  },
  keys: {
    about: "Keys for programs that use the API",
    commands: {
      create: { about: "Create an API key and print it, once", load: async () => (await import("./keys.ts")).createKeyCommand },
    },
  },
  reply: {
    about: "Answer a ticket, or write a note on it",
    load: async () => (await import("./reply.ts")).replyCommand,
  },
  bench: {
    about: "Measure this machine",
    commands: {
      intake: {
        about: "From SMTP to ticket: every mark, measured now",
        load: async () => (await import("./proof.ts")).benchIntakeCommand,
      },
    },
  },
  chaos: {
    about: "Kill the server at random under load, and count what is lost or doubled",
    load: async () => (await import("./proof.ts")).chaosCommand,
  },
};

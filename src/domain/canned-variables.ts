// Places for names and numbers in canned replies and in templates: {{requester.firstName|there}}. Filled in as words, never as markup.
import { escapeHtml } from "./quote-history.ts";

export const cannedVariables = [
  { name: "requester.name", about: "Who asks, as they are known: Ana Ruiz" },
  { name: "requester.firstName", about: "The first word of that name: Ana" },
  { name: "requester.email", about: "Their address: ana@example.com" },
  { name: "ticket.number", about: "The ticket's number: 1042" },
  { name: "ticket.subject", about: "The ticket's subject" },
  { name: "agent.name", about: "Who answers: Mira Okafor" },
  { name: "agent.firstName", about: "The first word of that name: Mira" },
  { name: "source.name", about: "Where the customer wrote to: Support" },
  { name: "company.name", about: "The requester's company" },
] as const;
export type CannedVariable = (typeof cannedVariables)[number]["name"];

/** What is known; null or empty where nothing is. */
export type CannedValues = Readonly<Partial<Record<CannedVariable, string | null>>>;

export interface RenderedCanned {
  html: string;
  /** Named in the order in which they stand, each once: no such variable, or nothing known and no fallback given. */
  unknown: readonly string[];
}

const place = /\{\{\s*([A-Za-z][A-Za-z.]{0,60})\s*(?:\|([^{}|]{0,200}))?\}\}/g;
const names: ReadonlySet<string> = new Set(cannedVariables.map(({ name }) => name));

/**
 * What is unknown stays as it was typed: an agent who sees `{{ticket.nmber}}` puts it right, a customer who sees a gap cannot.
 * A fallback stands behind a bar, and is HTML already.
 */
export function renderCanned(html: string, values: CannedValues): RenderedCanned {
  const unknown = new Set<string>();
  const filled = html.replace(place, (typed, name: string, fallback: string | undefined) => {
    const value = names.has(name) ? (values[name as CannedVariable] ?? "").trim() : "";
    if (value !== "") return escapeHtml(value);
    if (names.has(name) && fallback !== undefined) return fallback.trim();
    unknown.add(name);
    return typed;
  });
  return { html: filled, unknown: [...unknown] };
}

/** "Ana" of "Ana Ruiz"; empty where a name is none, such as an address. */
export function firstName(name: string): string {
  const first = name.trim().split(/\s+/)[0] ?? "";
  return first.includes("@") ? "" : first.replace(/,$/, "");
}

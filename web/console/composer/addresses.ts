// Addresses as people type and paste them: "Ana Ruiz <ana@example.com>, ben@example.com".
import type { Address } from "#contract/messages.ts";

const shape = /^[^\s@"<>(),;:\\]+@[^\s@"<>(),;:\\]+$/;

/** Gives the addresses, and what is none. */
export function addressesIn(typed: string): { found: Address[]; wrong: string[] } {
  const found: Address[] = [];
  const wrong: string[] = [];
  for (const part of split(typed)) {
    const angled = /^(.*?)<([^<>]*)>$/.exec(part);
    const address = (angled?.[2] ?? part).trim().toLowerCase();
    const name = (angled?.[1] ?? "").trim().replace(/^"(.*)"$/, "$1");
    if (shape.test(address)) found.push({ name, address });
    else wrong.push(part);
  }
  return { found, wrong };
}

/** "Ana Ruiz <ana@example.com>"; the address alone where there is no name, or one that passes for another address. */
export function spelled({ name, address }: Address): string {
  return name === "" || name.includes("@") || name.toLowerCase() === address ? address : `${name} <${address}>`;
}

// At commas, semicolons, line ends and, where no name is given, spaces; never within quotes ("Ruiz, Ana").
function split(typed: string): string[] {
  const parts = typed.match(/(?:"[^"]*"|[^",;\n])+/g) ?? [];
  return parts
    .flatMap((part) => (part.includes("<") ? [part] : part.split(/\s+/)))
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

// How an author is named: a display name is a claim that anybody can type, so the address is always shown and a borrowed name is called out.

export interface Shown {
  /** What may stand in front of the address; null when the claimed name is no name to trust. */
  name: string | null;
  address: string;
  /** Why the name deserves doubt, in words; null when it does not. */
  doubt: string | null;
}

/** An agent of this workspace: whose name a stranger must not borrow. */
export interface KnownName {
  name: string;
  email: string;
}

/**
 * A name that contains an @, or that equals a colleague's name or the workspace's, is not shown as a name: it would pass for another person
 * ("ceo@corp.example" <evil@evil.example>).
 */
export function senderShown(name: string, address: string, known: readonly KnownName[], workspace: string): Shown {
  const claimed = name.trim();
  if (claimed === "" || fold(claimed) === fold(address)) return { name: null, address, doubt: null };
  if (claimed.includes("@") || claimed.includes("＠")) {
    return { name: null, address, doubt: "The name looks like another e-mail address, so only the real one is shown." };
  }
  const twin = known.find((one) => fold(one.name) === fold(claimed) && one.email.toLowerCase() !== address.toLowerCase());
  if (twin !== undefined)
    return { name: null, address, doubt: `The name is that of your colleague ${twin.name}, but the address is not theirs.` };
  if (workspace !== "" && fold(claimed) === fold(workspace))
    return { name: null, address, doubt: "The name is that of your own workspace, but the address is a customer's." };
  return { name: claimed, address, doubt: null };
}

/** What stands in a list, where there is room for one thing. */
export function shortSender(shown: Shown): string {
  return shown.name ?? shown.address;
}

/** Same letters for the eye: case, width, accents and the commonest Cyrillic and Greek look-alikes folded (UTS 39). */
export function fold(text: string): string {
  return Array.from(text.normalize("NFKD").toLowerCase())
    .map((letter) => lookAlikes[letter] ?? letter)
    .join("")
    .replace(/[\p{M}\p{Cf}\s._-]+/gu, "");
}

const lookAlikes: Readonly<Record<string, string>> = {
  а: "a",
  е: "e",
  о: "o",
  р: "p",
  с: "c",
  у: "y",
  х: "x",
  і: "i",
  ј: "j",
  ѕ: "s",
  к: "k",
  м: "m",
  т: "t",
  н: "h",
  в: "b",
  α: "a",
  ε: "e",
  ο: "o",
  ρ: "p",
  ι: "i",
  κ: "k",
  ν: "v",
  τ: "t",
  υ: "u",
  ı: "i",
  ɑ: "a",
  ɡ: "g",
  "0": "o",
  "1": "l",
  "|": "l",
};

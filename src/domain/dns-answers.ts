// What was asked of DNS and what it said, so that a check can be a pure function that names the questions it still has.

export type DnsType = "TXT" | "MX" | "CNAME" | "A" | "AAAA";

export interface DnsQuestion {
  name: string;
  type: DnsType;
}

/** `none` is an answer: there is no such record. `unknown` is not: a server failed or did not answer in time. */
export type DnsAnswer = { state: "found"; values: readonly string[] } | { state: "none" } | { state: "unknown"; code: string };

/** Values of TXT are its strings joined, of MX `10 mx.example.com`, of the others names and addresses. */
export type Ask = (name: string, type: DnsType) => DnsAnswer;

/** Answers so far, by `questionKey`. */
export type DnsAnswers = ReadonlyMap<string, DnsAnswer>;

export function questionKey({ name, type }: DnsQuestion): string {
  return `${type} ${name}`;
}

/** Asks `answers`, and remembers in `open` what they do not hold; until then that is unknown. */
export function askFrom(answers: DnsAnswers): { ask: Ask; open: ReadonlyMap<string, DnsQuestion> } {
  const open = new Map<string, DnsQuestion>();
  return {
    open,
    ask(name, type) {
      const question = { name: name.toLowerCase().replace(/\.$/, ""), type };
      const answer = answers.get(questionKey(question));
      if (answer !== undefined) return answer;
      open.set(questionKey(question), question);
      return { state: "unknown", code: "ETIMEOUT" };
    },
  };
}

export function valuesOf(answer: DnsAnswer): readonly string[] {
  return answer.state === "found" ? answer.values : [];
}

/** The name itself and everything above it that has two labels or more: `a.b.example`, `b.example`. */
export function withParents(name: string): string[] {
  const labels = name.split(".");
  return labels.slice(0, Math.max(1, labels.length - 1)).map((_, index) => labels.slice(index).join("."));
}

export function isWithin(name: string, parent: string): boolean {
  return name === parent || name.endsWith(`.${parent}`);
}

// Texts that were signed in place: the armor is not what the writer says.
import { expect, it } from "vitest";
import { splitReply } from "./parts.ts";
import { visibleText } from "./visible-reply.ts";

const signature = "-----BEGIN PGP SIGNATURE-----\n\niQEzBAEBCAAdFiEEwrongkeywrongkeywrong\n=Ab1C\n-----END PGP SIGNATURE-----";
const signed = (text: string, headers = "Hash: SHA256\n") =>
  `-----BEGIN PGP SIGNED MESSAGE-----\n${headers}\n${text}\n${signature}\n`;

it.each([
  ["a letter", signed("Hello,\n\nthe printer is broken."), "Hello,\n\nthe printer is broken."],
  ["without a header line", signed("Yes, please.", ""), "Yes, please."],
  ["with history inside", signed("Yes.\n\nOn 2 Nov 2026, Ann <ann@x.example> wrote:\n> Shall we?"), "Yes."],
  ["with a signature mark", signed("Yes.\n\n- -- \nBob"), "Yes."],
  ["below a gateway's banner", `[EXTERNAL] Do not click links\n\n${signed("Yes.")}`, "Yes."],
  [
    "with a list's foot",
    `${signed("Yes.")}\n_______________________________________________\nusers mailing list\nusers@x.example\n`,
    "Yes.",
  ],
])("%s is shown without its armor", (_case, text, shown) => {
  expect(visibleText(text)).toBe(shown);
  expect(
    splitReply({ text, html: null })
      .map((part) => part.text)
      .join(""),
  ).toBe(text);
});

it.each([
  ["somebody else's, which the writer shows", `I got this, is it real?\n\n${signed("Send money.")}`],
  ["a signature that was never begun", `My key makes this:\n\n${signature}\n\nIs that right?`],
  ["words behind one that does not end", `-----BEGIN PGP SIGNATURE-----\n\nis what my program shows. Why?`],
])("%s stays", (_case, text) => {
  expect(visibleText(text)).toBe(text.trim());
});

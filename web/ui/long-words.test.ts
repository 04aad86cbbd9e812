// What is shown of another server's words before somebody asks for all of them.
import { expect, test } from "vitest";
import { firstSentence } from "./long-words.tsx";

test.each([
  ["a short reply is shown whole", "550 5.1.1 no such user", "550 5.1.1 no such user"],
  [
    "a long one by its first sentence; a dot in a host or a code ends none",
    `550 5.7.26 mx.example.com refuses unsigned mail. ${"Read more about it on our pages. ".repeat(9)}`,
    "550 5.7.26 mx.example.com refuses unsigned mail.",
  ],
  [
    "ours in front of theirs by ours",
    `The relay speaks no TLS on this port. 40435273DD7F:error:0A00010B: ${"and so on ".repeat(12)}`,
    "The relay speaks no TLS on this port.",
  ],
  ["one of several lines by its first", `421 busy\n${"x".repeat(20)}`, "421 busy"],
  [
    "a program's own words are cut at a word",
    `40435273DD7F0000:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number: ../deps/openssl/openssl/ssl/record/methods/tlsany_meth.c:84: ${"and so on ".repeat(9)}`,
    "40435273DD7F0000:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:…",
  ],
])("%s", (_what, text, shown) => {
  expect(firstSentence(text)).toBe(shown);
});

// What agents are shown of a message beside its words.
import { expect, it } from "vitest";
import { emptyMessage } from "./message.ts";
import { shownSender } from "./reading.ts";

const ann = { name: "Ann", address: "ann@customer.example" };

it.each([
  ["its author", { from: ann, fromAsWritten: [] }, "ann@customer.example"],
  [
    "all that the From field says, where it names two",
    { from: null, fromAsWritten: [ann, { name: "", address: "eve@elsewhere.example" }] },
    "Ann <ann@customer.example>, eve@elsewhere.example",
  ],
  ["nobody", { from: null, fromAsWritten: [] }, null],
])("a message shows %s as its sender", (_case, message, sender) => {
  expect(shownSender({ ...emptyMessage, ...message })).toBe(sender);
});

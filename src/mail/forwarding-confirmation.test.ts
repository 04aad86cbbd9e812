// Gmail's and Microsoft's question whether forwarding is wanted.
import { describe, expect, it } from "vitest";
import { findForwardingConfirmation } from "./forwarding-confirmation.ts";

const gmail = {
  from: { name: "Gmail Team", address: "forwarding-noreply@google.com" },
  subject: "(#123456789) Gmail Forwarding Confirmation - Receive Mail from ann@shop.example",
  text:
    "ann@shop.example has requested to automatically forward mail to your email address in-x1@desk.example.\nConfirmation code: 123456789\n\n" +
    "To allow it, click:\n\nhttps://mail-settings.google.com/mail/vf-%5BANGjdJ9x%5D-abc\n\nhttps://support.google.com/mail/answer/184973",
  html: null,
};

describe("forwarding confirmation", () => {
  it("of Gmail gives code, link and who asks", () => {
    expect(findForwardingConfirmation(gmail)).toEqual({
      provider: "gmail",
      code: "123456789",
      link: "https://mail-settings.google.com/mail/vf-%5BANGjdJ9x%5D-abc",
      requestedBy: "ann@shop.example",
    });
  });

  it("of Gmail is found in another language too", () => {
    const message = {
      ...gmail,
      subject: "(#987654321) Bestätigung der Gmail-Weiterleitung – E-Mails empfangen von ann@shop.example",
    };
    expect(findForwardingConfirmation(message)?.code).toBe("987654321");
  });

  it("has a link only to the provider's own confirmation pages", () => {
    const message = { ...gmail, text: "https://mail-settings.google.com.evil.example/mail/vf-x https://evil.example/mail/vf-x" };
    expect(findForwardingConfirmation(message)?.link).toBeNull();
  });

  it.each([
    { name: "Gmail Team", address: "forwarding-noreply@google.com.evil.example" },
    { name: "forwarding-noreply@google.com", address: "thief@evil.example" },
    null,
  ])("of %j is none", (from) => {
    expect(findForwardingConfirmation({ ...gmail, from })).toBeNull();
  });
});

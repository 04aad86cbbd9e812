// Answering in a real browser, against a desk in memory: writing, recipients, files, drafts, sending, taking back, and the truth after it.
import { describe, expect, it } from "vitest";
import { tooWide, violations } from "./axe.ts";
import {
  answer,
  api,
  begin,
  draftOf,
  focused,
  looks,
  open,
  openConsoleForEachTest,
  page,
  ticketOf,
  watched,
} from "./console-page.ts";

openConsoleForEachTest();

/** Pastes into the answer; `fill` is a statement about `data`, a DataTransfer. */
const paste = (fill: string) =>
  page.evaluate(
    `{ const data = new DataTransfer(); ${fill}; document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })); }`,
  );
const note = () => page.getByRole("textbox", { name: "Your note" });

describe("writing", () => {
  it("goes out as clean HTML and as text that says the same, once, and leaves the ticket with the customer", async () => {
    await begin();
    await page.keyboard.type("Hello Ana,\n");
    await page.keyboard.press("Control+b");
    await page.keyboard.type("the number");
    await page.keyboard.press("Control+b");
    await page.keyboard.type(" is corrected:\n- invoice 4471\ninvoice 4472\n\n");
    await page.keyboard.type("See our page");
    for (let n = 0; n < 4; n++) await page.keyboard.press("Shift+ArrowLeft");
    await page.keyboard.press("Control+k");
    await page.getByLabel("Link to").fill("help.northwind.example/vat");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.evaluate(focused)).toBe("Your answer");
    await page.keyboard.press("Control+Enter");
    await page.getByText("Your answer to Ana Ruiz leaves in").waitFor();
    expect(api.answers.sent).toHaveLength(1);
    expect(api.answers.sent[0]?.key).toMatch(/^[0-9a-f]{32}$/);
    expect(api.answers.sent[0]?.body).toMatchObject({
      html: '<p>Hello Ana,</p><p><strong>the number</strong> is corrected:</p><ul><li>invoice 4471</li><li>invoice 4472</li></ul><p>See our <a href="https://help.northwind.example/vat">page</a></p>',
      text: "Hello Ana,\n\nthe number is corrected:\n\n- invoice 4471\n- invoice 4472\n\nSee our page <https://help.northwind.example/vat>",
      state: "pending",
      signature: true,
      quote: false,
    });
    expect(ticketOf(1042).state).toBe("pending");
    await page.getByRole("article", { name: "Answer of Mira Okafor" }).waitFor();
  });

  it("is closed by Send and close", async () => {
    await begin();
    await page.keyboard.type("Done.");
    await page.keyboard.press("Control+Shift+Enter");
    await expect.poll(() => ticketOf(1042).state).toBe("resolved");
  });

  it("takes nothing from a paste but words and their formats: no foreign picture, no style, no script", async () => {
    await begin();
    const html =
      '<h1 style="color:red" onclick="alert(1)">Big</h1><img src="https://tracker.example/x.png"><p><a href="javascript:alert(1)">bad</a> <a href="https://ok.example">good</a></p><script>alert(1)</script>';
    await paste(`data.setData("text/html", ${JSON.stringify(html)}); data.setData("text/plain", "Big bad good")`);
    await answer().getByText("good").waitFor();
    await page.keyboard.press("Control+Enter");
    await expect.poll(() => api.answers.sent.length).toBe(1);
    expect(api.answers.sent[0]?.body.html).toBe('<p>Big</p><p>bad <a href="https://ok.example">good</a></p>');
  });

  it("brings a canned reply by a slash, with the customer's name, and names what it does not know", async () => {
    await begin();
    await page.keyboard.type("/refu");
    await page.getByRole("option", { name: /Refund policy/ }).waitFor();
    await page.keyboard.press("Enter");
    await answer().getByText("Hello Ana,").waitFor();
    await page.getByText("Still to be filled in: {{order.number}}").waitFor();
    expect(await answer().innerText()).not.toContain("/refu");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("button", { name: "Send anyway" }).waitFor();
    expect(api.answers.sent).toHaveLength(0);
  });

  it("a picture that is pasted stands in the text and goes along as part of the mail", async () => {
    await begin();
    await page.keyboard.type("Look: ");
    const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    await paste(
      `data.items.add(new File([Uint8Array.from(atob("${pixel}"), (letter) => letter.charCodeAt(0))], "chart.png", { type: "image/png" }))`,
    );
    await answer().getByRole("img", { name: "chart.png" }).waitFor();
    await page.keyboard.press("Control+Enter");
    await expect.poll(() => api.answers.sent.length).toBe(1);
    const id = [...api.answers.uploads.keys()][0];
    expect(api.answers.sent[0]?.body.html).toBe(`<p>Look: <img alt="chart.png" src="cid:${id}"></p>`);
  });

  it("files go along, can be taken off, and one that is refused says why", async () => {
    await begin();
    await page.keyboard.type("Attached.");
    await page.locator("input[type=file]").setInputFiles([
      { name: "one.pdf", mimeType: "application/pdf", buffer: Buffer.from("one") },
      { name: "two.pdf", mimeType: "application/pdf", buffer: Buffer.from("two") },
      { name: "refused.zip", mimeType: "application/zip", buffer: Buffer.from("three") },
    ]);
    await page.getByText("A file may have 20 MB. Share it by a link instead.").waitFor();
    await page.getByRole("button", { name: "Take two.pdf off" }).click();
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await expect.poll(() => api.answers.sent.length).toBe(1);
    const names = api.answers.sent[0]?.body.attachments?.map((id) => api.answers.uploads.get(id)?.name);
    expect(names).toEqual(["one.pdf"]);
  });
});

describe("the guard", () => {
  it("says who is new and asks once more before it sends", async () => {
    await begin();
    await page.getByRole("button", { name: /^To Ana Ruiz <ana@northwind.example>, from support@northwind.example/ }).click();
    await page.getByRole("button", { name: "Cc", exact: true }).click();
    await page.getByRole("textbox", { name: "Add to Cc" }).fill("Carol <carol@other.example>");
    await page.keyboard.press("Enter");
    await page.getByText("carol@other.example has not been on this ticket.").waitFor();
    await page.getByRole("button", { name: "Done" }).click();
    await answer().click();
    await page.keyboard.type("Hello both.");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("button", { name: "Send anyway" }).waitFor();
    expect(api.answers.sent).toHaveLength(0);
    await page.getByRole("button", { name: "Send anyway" }).click();
    await expect.poll(() => api.answers.sent.length).toBe(1);
    expect(api.answers.sent[0]?.body.cc).toEqual([{ name: "Carol", address: "carol@other.example" }]);
  });

  it("stops what cannot leave, and leaves somebody out by one press", async () => {
    await begin();
    await page.keyboard.type("Hello.");
    await page.getByRole("button", { name: /Change$/ }).click();
    await page.getByRole("textbox", { name: "Add to To" }).fill("bounced@other.example");
    await page.keyboard.press("Enter");
    await page.getByText("bounced@other.example bounced before").waitFor();
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByText("It cannot leave like this: see above.").waitFor();
    expect(api.answers.sent).toHaveLength(0);
    await page.getByRole("button", { name: "Leave them out" }).click();
    await expect.poll(() => page.getByText("bounced@other.example bounced before").count()).toBe(0);
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await expect.poll(() => api.answers.sent.length).toBe(1);
  });

  it("says that it leaves from a generated address while no domain is verified", async () => {
    api.answers.verified = false;
    await begin();
    await page.getByText("northwind.example is no sending domain yet").waitFor();
    await page.getByRole("link", { name: "Set up sending" }).click();
    await expect.poll(() => page.getByRole("heading", { level: 1, name: "Sending" }).isVisible()).toBe(true);
  });
});

describe("a draft", () => {
  it("survives a reload, with its recipients and its files", async () => {
    await begin();
    await page.keyboard.type("Half a thought");
    await page
      .locator("input[type=file]")
      .setInputFiles({ name: "one.pdf", mimeType: "application/pdf", buffer: Buffer.from("one") });
    await page.getByText("Draft saved").waitFor();
    await expect.poll(() => draftOf(1042)?.attachments.length).toBe(1);
    await page.reload();
    await answer().getByText("Half a thought").waitFor();
    await expect.poll(() => page.getByRole("button", { name: "Take one.pdf off" }).isVisible()).toBe(true);
  });

  it("survives a tab that is closed in the middle of a word", async () => {
    await begin();
    await page.keyboard.type("Gone in a mom");
    await page.goto("about:blank");
    await expect.poll(() => draftOf(1042)?.html).toBe("<p>Gone in a mom</p>");
  });

  it("waits where it was begun while one looks at another ticket", async () => {
    await begin();
    await page.keyboard.type("For Ana alone");
    await page.keyboard.press("Escape");
    await page.getByText("Draft For Ana alone").waitFor();
    await page.keyboard.press("j");
    await expect.poll(() => page.getByRole("article", { name: "Ticket 1042" }).count()).toBe(0);
    await page.getByRole("button", { name: /^Answer Priya Raman/ }).waitFor();
    expect(await page.getByText("For Ana alone").count()).toBe(0);
    await page.keyboard.press("k");
    await answer().getByText("For Ana alone").waitFor();
  });

  it("says so when it cannot be saved, and is saved when it can", async () => {
    await begin();
    await page.route("**/draft", (route) => (route.request().method() === "PUT" ? route.abort() : route.continue()));
    await page.keyboard.type("Offline");
    await page.getByText("The draft could not be saved.").waitFor();
    await page.unroute("**/draft");
    await page.getByText("Draft saved").waitFor({ timeout: 15_000 });
    expect(draftOf(1042)?.html).toBe("<p>Offline</p>");
  });

  it("is gone once it is sent", async () => {
    await begin();
    await page.keyboard.type("Sent for good");
    await page.getByText("Draft saved").waitFor();
    await page.keyboard.press("Control+Enter");
    await expect.poll(() => api.answers.sent.length).toBe(1);
    await page.waitForTimeout(1_200);
    expect(draftOf(1042)).toBe(undefined);
    await page.reload();
    await page.getByRole("button", { name: /^Answer Ana Ruiz/ }).waitFor();
  });
});

describe("taking back", () => {
  it("brings the words back within the time, and the ticket's state too", async () => {
    await begin();
    await page.keyboard.type("Too quick.");
    await page.keyboard.press("Control+Shift+Enter");
    await page.getByText("Your answer to Ana Ruiz leaves in").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await answer().getByText("Too quick.").waitFor();
    expect(await page.getByRole("article", { name: "Answer of Mira Okafor" }).count()).toBe(0);
    expect(ticketOf(1042).state).toBe("open");
  });

  it("works by z, from another ticket, and leads back", async () => {
    await begin();
    await page.keyboard.type("Wrong ticket.");
    await page.keyboard.press("Control+Enter");
    await page.getByText("Your answer to Ana Ruiz leaves in").waitFor();
    await page.keyboard.press("j");
    await expect.poll(() => page.getByRole("article", { name: "Ticket 1042" }).count()).toBe(0);
    await page.keyboard.press("z");
    await page.getByRole("article", { name: "Ticket 1042" }).waitFor();
    await answer().getByText("Wrong ticket.").waitFor();
  });

  it("says when it is too late", async () => {
    api.answers.undoMs = 2_500;
    await begin();
    await page.keyboard.type("Gone.");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("button", { name: "Take it back" }).waitFor();
    await expect.poll(() => page.getByRole("button", { name: "Undo" }).count(), { timeout: 6_000 }).toBe(0);
    expect(await page.getByRole("button", { name: "Take it back" }).count()).toBe(0);
  });

  it("a refusal leaves every word where it was", async () => {
    await begin();
    await page.keyboard.type("Do not lose me.");
    await page.getByText("Draft saved").waitFor();
    api.refuseNext = "/messages";
    await page.keyboard.press("Control+Enter");
    await page.getByText("The database did not answer in time.").waitFor();
    expect(await answer().innerText()).toContain("Do not lose me.");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await expect.poll(() => api.answers.sent.length).toBe(1);
  });
});

describe("a note", () => {
  it("names a colleague, goes to nobody outside, and is tinted", async () => {
    await open("/inbox/1042");
    await page.getByRole("region", { name: "Your answer" }).waitFor();
    await page.keyboard.press("n");
    await note().waitFor();
    await page.keyboard.type("Please look, @be");
    await page.getByRole("option", { name: /Ben Adler/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.type("thanks");
    await page.keyboard.press("Control+Enter");
    const shown = page.getByRole("article", { name: "Note of Mira Okafor" });
    await shown.waitFor();
    const body = api.answers.sent[0]?.body;
    expect(body).toMatchObject({
      internal: true,
      mentions: [api.desk.agents[1]?.id],
      text: "Please look, @Ben Adler\u00A0thanks",
    });
    expect(Object.keys(body ?? {})).not.toContain("to");
    expect(await shown.getAttribute("data-direction")).toBe("note");
  });
});

describe("two people on one ticket", () => {
  it("see each other before they both answer", async () => {
    await begin();
    api.answers.present = [
      { id: api.desk.agents[1]?.id ?? "", name: "Ben Adler", doing: "typing", since: new Date().toISOString() },
    ];
    api.announce("presence", [ticketOf(1042).id ?? ""]);
    await page.getByText("Ben Adler is writing an answer").waitFor();
    api.answers.present = [];
    api.announce("presence", [ticketOf(1042).id ?? ""]);
    await expect.poll(() => page.getByText("Ben Adler is writing an answer").count()).toBe(0);
  });
});

describe("the truth about each copy", () => {
  it("is one quiet line where all is sent, and a line for each where it is not", async () => {
    await open("/inbox/1038");
    const last = page.getByRole("article", { name: "Answer of Mira Okafor" }).last();
    await last.waitFor();
    const text = (await last.innerText()).replace(/\s+/g, " ");
    for (const words of [
      "Sent: 250 2.0.0 Ok: queued as 4XyZ",
      "Waiting: tries again in 4 minutes",
      "Bounced: there is no such address",
      "Unknown: the connection broke before their server answered; Inlet tries again in 1 minute with the same id",
      "Not sent: a rule of theirs refused it",
      "Queued: it leaves in a moment",
    ])
      expect(text).toContain(words);
    const first = page.getByRole("article", { name: "Answer of Mira Okafor" }).first();
    expect(await first.innerText()).not.toContain("250 2.0.0 Ok");
    await first.getByRole("button", { name: /Sent/ }).click();
    expect(await first.innerText()).toContain("250 2.0.0 Ok");
  });

  it("what waits or failed is tried again at once when asked", async () => {
    await open("/inbox/1038");
    await page.getByRole("button", { name: "Try now: carol@other.example" }).click();
    await expect
      .poll(
        () =>
          ticketOf(1038)
            .messages.at(-1)
            ?.submissions.find(({ address }) => address === "carol@other.example")?.state,
      )
      .toBe("queued");
    await expect.poll(() => page.getByRole("button", { name: "Try now: carol@other.example" }).count()).toBe(0);
  });
});

describe("settings", () => {
  it("a domain is added, its records are shown to copy, and a check says what is there", async () => {
    api.ways.domains = [];
    await open("/settings/sending");
    await page.getByText("Answers leave from generated addresses for now").waitFor();
    await page.getByLabel("The domain that your customers write to").fill("shop.example");
    await page.getByRole("button", { name: "Add the domain" }).click();
    const card = page.getByRole("region", { name: "shop.example" });
    await card.getByText("Two SPF records stand here").waitFor();
    await card.getByRole("button", { name: "Copy the name of Policy (DMARC)" }).click();
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe("_dmarc.shop.example");
    await card.getByRole("button", { name: "Check now" }).click();
    await card.getByText("Verified").first().waitFor();
    await expect.poll(() => page.getByText("Answers leave from generated addresses for now").count()).toBe(0);
  });

  it("a relay is tested before it is saved, and its password goes in and never out", async () => {
    await open("/settings/sending");
    await page.getByLabel("Host").fill("wrong.example");
    await page.getByLabel("Password", { exact: true }).fill("hunter2");
    await page.getByRole("button", { name: "Test it" }).click();
    await page.getByText("The relay refused the user or the password").waitFor();
    await page.getByLabel("Host").fill("smtp.right.example");
    await page.getByRole("button", { name: "Test it" }).click();
    await page.getByText("It works").waitFor();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Relay saved").waitFor();
    expect(api.ways.password).toBe("hunter2");
    expect(await page.getByLabel("Password", { exact: true }).inputValue()).toBe("");
    expect(api.ways.relay).not.toHaveProperty("password");
  });

  it("trying out says that nobody receives anything", async () => {
    await open("/settings/sending");
    await page.getByText("Try it out", { exact: true }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Answers are written to files in the data folder.").waitFor();
    expect(api.ways.relay?.kind).toBe("sink");
  });

  it("an address is released, and that can be undone", async () => {
    await open("/settings/suppressions");
    await page.getByRole("button", { name: "Release old.address@hafen.example" }).click();
    await expect.poll(() => page.getByText("old.address@hafen.example", { exact: true }).count()).toBe(0);
    await page.keyboard.press("z");
    await page.getByText("old.address@hafen.example", { exact: true }).waitFor();
    expect(api.ways.suppressions.find(({ address }) => address.startsWith("old."))?.releasedAt).toBe(null);
  });

  it("a canned reply is written, refused under a taken name, changed and deleted", async () => {
    await open("/settings/canned-replies");
    await page.getByRole("button", { name: "Write a canned reply" }).click();
    await page.getByLabel("Name").fill("Refund policy");
    await page.getByRole("textbox", { name: "Text of the canned reply" }).click();
    await page.keyboard.type("Hello ");
    await page.getByRole("button", { name: "requester.firstName" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Another canned reply has this name.").waitFor();
    await page.getByLabel("Name").fill("Greeting");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: "Change Greeting" }).click();
    expect(api.answers.canned.at(-1)?.html).toBe("<p>Hello {{requester.firstName}}</p>");
    await page.getByRole("button", { name: "Delete" }).click();
    await expect.poll(() => page.getByText("Greeting", { exact: true }).count()).toBe(0);
  });

  it("one's own signature is kept, and stands below the next answer until it is left out", async () => {
    await open("/settings/signature");
    await page.getByRole("textbox", { name: "Your signature" }).click();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("Mira, at your service");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Signature saved").waitFor();
    await page.goto(`${api.url}/inbox/1042`);
    await page.getByRole("region", { name: "Your answer" }).waitFor();
    await page.keyboard.press("r");
    await page.getByText("Mira, at your service").waitFor();
    await page.getByRole("button", { name: "Leave the signature out" }).click();
    await answer().click();
    await page.keyboard.type("Unsigned.");
    await page.keyboard.press("Control+Enter");
    await expect.poll(() => api.answers.sent[0]?.body.signature).toBe(false);
  });
});

describe.each(looks)("%s", (_name, look) => {
  it("the composer in every mood is free of what axe can find, and no wider than the screen", async () => {
    await begin("/inbox/1042", look);
    const found: string[] = [];
    const check = async (mood: string) => {
      await watched.settled();
      const within = 'section[aria-label="Your answer"]';
      found.push(...(await violations(page, { within })).map((violation) => `${mood}: ${violation}`));
      const pixels = await tooWide(page);
      if (pixels > 0) found.push(`${mood}: ${pixels} px too wide`);
    };
    await page.getByText("Mira Okafor\nNorthwind Support").first().waitFor();
    await check("empty");
    await page.getByRole("button", { name: /Change$/ }).click();
    await page.getByRole("button", { name: "Cc", exact: true }).click();
    await page.getByRole("textbox", { name: "Add to Cc" }).fill("carol@other.example, bounced@other.example, nonsense");
    await page.keyboard.press("Enter");
    await page.getByText("bounced@other.example bounced before").waitFor();
    await check("recipients");
    await answer().click();
    await page.keyboard.type("Hello, /");
    await page.getByRole("option", { name: /Ask for a log/ }).waitFor();
    await check("suggestions");
    await page.keyboard.press("Escape");
    await page.locator("input[type=file]").setInputFiles([
      { name: "one.pdf", mimeType: "application/pdf", buffer: Buffer.from("one") },
      { name: "refused.zip", mimeType: "application/zip", buffer: Buffer.from("two") },
    ]);
    await page.getByText("A file may have 20 MB.").waitFor();
    await check("files");
    await page.getByRole("button", { name: "Note", exact: true }).click();
    await note().waitFor();
    await check("note");
    expect(found).toEqual([]);
  });
});

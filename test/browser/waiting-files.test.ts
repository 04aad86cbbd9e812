// An answer that is sent while its files are on their way, in a real browser against a desk in memory: it waits, or says that it was not sent.
import { describe, expect, it } from "vitest";
import { answer, api, begin, draftOf, focused, openConsoleForEachTest, page } from "./console-page.ts";

openConsoleForEachTest();

describe("sending while a file is on its way", () => {
  const send = () => page.getByRole("button", { name: "Send", exact: true });
  const waits = () => page.getByText("Leaves by itself as soon as report.pdf has arrived.");

  /** Writes an answer with a file whose upload goes on, or breaks, when it is told to; and presses Send. */
  async function sendWithHeldFile(): Promise<(end: "arrives" | "breaks") => void> {
    await begin();
    const { promise, resolve } = Promise.withResolvers<"arrives" | "breaks">();
    await page.route("**/uploads", async (route) => ((await promise) === "arrives" ? route.continue() : route.abort()));
    await page.keyboard.type("The report is attached.");
    await page
      .locator("input[type=file]")
      .setInputFiles({ name: "report.pdf", mimeType: "application/pdf", buffer: Buffer.from("one") });
    await answer().click();
    await page.keyboard.press("Control+Enter");
    await waits().waitFor();
    return resolve;
  }

  it("waits for the file, says so, and goes on by itself", async () => {
    const end = await sendWithHeldFile();
    await page.waitForTimeout(1_000);
    expect(await waits().isVisible()).toBe(true);
    expect(api.answers.sent).toHaveLength(0);
    end("arrives");
    await page.getByText("Your answer to Ana Ruiz leaves in").waitFor();
    expect(api.answers.sent).toHaveLength(1);
    const names = api.answers.sent[0]?.body.attachments?.map((id) => api.answers.uploads.get(id)?.name);
    expect(names).toEqual(["report.pdf"]);
  });

  it("sends nothing without the file, and says so for as long as it is true", async () => {
    const end = await sendWithHeldFile();
    end("breaks");
    const words = page.getByText("Not sent: report.pdf did not arrive.");
    await words.waitFor();
    await page.waitForTimeout(1_500);
    expect(await words.isVisible()).toBe(true);
    expect(api.answers.sent).toHaveLength(0);
    await page.getByRole("button", { name: "Take report.pdf off" }).click();
    await send().click();
    await expect.poll(() => api.answers.sent.length).toBe(1);
    expect(api.answers.sent[0]?.body.attachments).toEqual([]);
  });

  it("can be held back: Escape gives the pen back, and nothing leaves when the file has arrived", async () => {
    const end = await sendWithHeldFile();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.evaluate(focused)).toBe("Your answer");
    end("arrives");
    await expect.poll(() => draftOf(1042)?.attachments.length).toBe(1);
    await page.waitForTimeout(500);
    expect(api.answers.sent).toHaveLength(0);
    await page.keyboard.type(" More.");
    await send().click();
    await expect.poll(() => api.answers.sent[0]?.body.text).toBe("The report is attached. More.");
  });

  it("takes a picture along that was pasted a moment before", async () => {
    await begin();
    const { promise, resolve } = Promise.withResolvers<void>();
    await page.route("**/uploads", async (route) => {
      await promise;
      await route.continue();
    });
    await page.keyboard.type("Look: ");
    await page.evaluate(
      'const data = new DataTransfer(); data.items.add(new File(["picture"], "chart.png", { type: "image/png" })); document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }))',
    );
    await page.getByRole("progressbar", { name: "chart.png is on its way" }).waitFor();
    await page.keyboard.press("Control+Enter");
    await page.getByText("as soon as chart.png has arrived").waitFor();
    resolve();
    await expect.poll(() => api.answers.sent.length).toBe(1);
    expect(api.answers.sent[0]?.body.html).toContain(`src="cid:${[...api.answers.uploads.keys()][0]}"`);
  });

  it("tells whoever leaves meanwhile that it was not sent, until they have read it", async () => {
    const end = await sendWithHeldFile();
    await page
      .getByRole("link", { name: /Cannot sign in/ })
      .first()
      .click();
    const toast = page.getByRole("alert").filter({ hasText: "Not sent: your answer on #1042" });
    await toast.waitFor();
    end("arrives");
    await page.waitForTimeout(1_000);
    expect(api.answers.sent).toHaveLength(0);
    await toast.getByRole("link").click();
    await answer().getByText("The report is attached.").waitFor();
  });
});

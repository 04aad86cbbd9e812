// Charsets of strangers: named, misnamed and not named at all.
import fc from "fast-check";
import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { decodeBytes } from "./charset.ts";
import { charsetOf } from "./labels.ts";

const russian = "Здравствуйте! Подскажите, пожалуйста, когда придёт мой заказ? Жду ответа, спасибо.";
const ukrainian = "Добрий день! Коли буде відправлено моє замовлення? Дякую за відповідь, чекаю на лист.";
const turkish =
  "Merhaba, siparişim hâlâ gelmedi. Bugün kargoya verildi mi, lütfen bilgi verir misiniz? Teşekkürler, iyi çalışmalar.";
const polish = "Dzień dobry, proszę o informację, kiedy zostanie wysłane moje zamówienie. Dziękuję i życzę miłego dnia.";
const czech = "Dobrý den, prosím o sdělení, kdy bude moje objednávka odeslána. Děkuji a přeji hezký den, těším se na odpověď.";
const greek = "Καλημέρα σας, θα ήθελα να μάθω πότε θα φτάσει η παραγγελία μου. Ευχαριστώ πολύ.";
const hebrew = "שלום רב, אני מבקש לדעת מתי תגיע ההזמנה שלי. תודה רבה ויום טוב";
const arabic = "السلام عليكم، أريد أن أعرف متى سيصل طلبي. شكرا جزيلا لكم";
const thai = "สวัสดีครับ ผมอยากทราบว่าสินค้าของผมจะมาถึงเมื่อไร ขอบคุณครับ";
const japanese = "お世話になっております。先日注文した商品がまだ届いていません。ご確認をお願いいたします。";
const simplified = "您好，我的订单什么时候可以发货？请帮我查询一下，谢谢。";
const traditional = "您好，請問我的訂單什麼時候可以出貨？麻煩幫我查詢一下，謝謝。";
const korean = "안녕하세요, 주문한 상품이 아직 도착하지 않았습니다. 확인 부탁드립니다. 감사합니다.";
const german = "Guten Tag, meine Bestellung ist noch nicht da. Können Sie bitte prüfen, wo das Päckchen ist? Schöne Grüße";
const french = "Bonjour, ma commande n'est pas arrivée à temps. Pourriez-vous vérifier où se trouve le colis déjà payé ?";

describe("text without a charset", () => {
  it.each([
    ["Russian", russian, "windows-1251"],
    ["Russian", russian, "koi8-r"],
    ["Russian", russian, "iso-8859-5"],
    ["Russian", russian, "cp866"],
    ["Ukrainian", ukrainian, "windows-1251"],
    ["Ukrainian", ukrainian, "koi8-u"],
    ["Turkish", turkish, "windows-1254"],
    ["Polish", polish, "windows-1250"],
    ["Polish", polish, "iso-8859-2"],
    ["Czech", czech, "windows-1250"],
    ["Czech", czech, "iso-8859-2"],
    ["Greek", greek, "windows-1253"],
    ["Greek", greek, "iso-8859-7"],
    ["Hebrew", hebrew, "windows-1255"],
    ["Arabic", arabic, "windows-1256"],
    ["Thai", thai, "windows-874"],
    ["Japanese", japanese, "shift_jis"],
    ["Japanese", japanese, "euc-jp"],
    ["Chinese", simplified, "gbk"],
    ["Chinese", simplified, "gb18030"],
    ["Chinese", traditional, "big5"],
    ["Korean", korean, "euc-kr"],
    ["German", german, "windows-1252"],
    ["French", french, "windows-1252"],
    ["German of a Macintosh", german, "macroman"],
    ["German of DOS", german, "cp850"],
  ])("%s is read (%#)", (_language, text, charset) => {
    expect(decodeBytes(iconv.encode(text, charset), null).text).toBe(text);
    expect(decodeBytes(iconv.encode(text, charset), "unknown-8bit")).toEqual({ text, asDeclared: false });
  });

  it.each(["Müller", "José", "Grüße aus Köln", "naïve café", "Preis: 5 €", "Ærø", "Ñandú"])(
    "one word alone is Western: %s",
    (text) => {
      expect(decodeBytes(iconv.encode(text, "windows-1252"), null).text).toBe(text);
    },
  );

  it("takes the charset of what stands nearby, where the letters leave it open", () => {
    const bytes = iconv.encode("Yarın", "windows-1254");
    expect(decodeBytes(bytes, null, "iso-8859-9").text).toBe("Yarın");
  });

  it("is UTF-16 where every second byte is zero", () => {
    expect(decodeBytes(Buffer.from("Hello there", "utf16le"), null).text).toBe("Hello there");
    expect(decodeBytes(iconv.encode("Hello there", "utf-16be"), "utf-16").text).toBe("Hello there");
  });

  it("follows escape sequences", () => {
    expect(decodeBytes(iconvJis("こんにちは"), null).text).toBe("こんにちは");
  });
});

// ISO-2022-JP of text whose characters are all in JIS X 0208, by way of EUC-JP.
function iconvJis(text: string): Buffer {
  const body = iconv.encode(text, "euc-jp").map((byte) => byte & 0x7f);
  return Buffer.concat([Buffer.from("\u001b$B"), body, Buffer.from("\u001b(B")]);
}

describe("a label that the bytes contradict", () => {
  it.each([
    ["UTF-8 called Latin-1", Buffer.from(german), "iso-8859-1", german],
    ["UTF-8 called ASCII", Buffer.from(russian), "us-ascii", russian],
    ["Windows-1252 called UTF-8", iconv.encode(german, "windows-1252"), "utf-8", german],
    ["Windows-1251 called UTF-8", iconv.encode(russian, "windows-1251"), "utf-8", russian],
    ["Windows-1251 called Latin-1", iconv.encode(russian, "windows-1251"), "iso-8859-1", russian],
    ["GBK called Latin-1", iconv.encode(simplified, "gbk"), "windows-1252", simplified],
    ["Shift_JIS called ISO-2022-JP", iconv.encode(japanese, "shift_jis"), "iso-2022-jp", japanese],
    ["Windows-1250 called ISO-8859-2", iconv.encode("„Šťastná žena“", "windows-1250"), "iso-8859-2", "„Šťastná žena“"],
    ["ISO-2022-JP called ASCII", iconvJis("注文"), "us-ascii", "注文"],
    ["ASCII called UTF-16", Buffer.from("plain text"), "utf-16", "plain text"],
  ])("%s", (_name, bytes, label, text) => {
    expect(decodeBytes(bytes, label).text).toBe(text);
  });

  it("is believed where they do not", () => {
    for (const [text, charset] of [
      [german, "iso-8859-1"],
      [russian, "koi8-r"],
      [japanese, "shift_jis"],
      [korean, "euc-kr"],
      [greek, "iso-8859-7"],
    ] as const) {
      expect(decodeBytes(iconv.encode(text, charset), charset)).toEqual({ text, asDeclared: true });
    }
  });

  it("gives the lines of two charsets their own", () => {
    const mixed = Buffer.concat([Buffer.from("Grüße\n"), iconv.encode("Fußzeile\n", "windows-1252")]);
    expect(decodeBytes(mixed, "utf-8").text).toBe("Grüße\nFußzeile\n");
  });
});

describe("names of charsets", () => {
  it.each([
    ["Cp1252", "windows-1252"],
    ["win-1251", "windows-1251"],
    ["WINDOWS_1250", "windows-1250"],
    ["x-cp1254", "windows-1254"],
    ["'utf8'", "utf-8"],
    ["UTF-8;format=flowed", "utf-8"],
    ["charset=utf-8", "utf-8"],
    ["ISO_8859-1:1987", "iso-8859-1"],
    ["iso8859_15", "iso-8859-15"],
    ["8859-2", "iso-8859-2"],
    ["iso-8859-8-i", "iso-8859-8"],
    ["koi8_r", "koi8-r"],
    ["ks_c_5601-1987", "euc-kr"],
    ["x-mac-roman", "macintosh"],
    ["cp65001", "utf-8"],
    ["cp437", "cp437"],
    ["us-ascii*en", "us-ascii"],
  ])("%s is %s", (label, charset) => {
    expect(charsetOf(label)).toBe(charset);
  });

  it.each(["unknown-8bit", "X-UNKNOWN", "", "8bit", "x-user-defined", '""'])("%j says nothing", (label) => {
    expect(charsetOf(label)).toBeNull();
  });
});

describe("any bytes under any label", () => {
  const label = fc.oneof(
    fc.constant(null),
    fc.string({ maxLength: 20 }),
    fc.constantFrom("utf-8", "utf-16", "utf-7", "iso-2022-jp", "hz-gb-2312", "gb18030", "utf-32", "x-mac-ce", "iso-8859-6"),
  );

  it("become text, the same each time", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), label, label, (bytes, name, hint) => {
        const { text } = decodeBytes(Buffer.from(bytes), name, hint);
        expect(decodeBytes(Buffer.from(bytes), name, hint).text).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});

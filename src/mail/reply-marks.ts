// How mail programs mark what is not the writer's own: the lines above a quotation, header blocks, signatures, mobile footers.

/** Longer lines are prose, or hostile; no mark is that long. */
const maxMarkLength = 300;

/** Words for "wrote" that end an attribution line, in the languages of mail programs. */
const wrote = [
  "wrote", "writes", "schrieb", "hat geschrieben", "a écrit", "a ecrit", "escribió", "escribio", "escreveu", "ha scritto", "scrive",
  "schreef", "geschreven", "skrev", "kirjoitti", "napisał", "napisał(a)", "napisal(a)", "napsal(a)", "napsal", "napísal(a)", "írta", "a scris",
  "написал", "написала", "написал(а)", "пишет", "писал(а)", "писал", "написав", "пише", "έγραψε", "yazdı", "yazmış", "写道", "寫道", "のメール", "が書きました", "작성", "님이 작성",
  "đã viết", "menulis", "ha escrit", "skrifaði", "rašė", "rakstīja", "kirjutas", "je napisao", "је написао/ла", "scrisse", "said",
];

/** Words that begin one. */
const attributionStart = [
  "on ", "am ", "le ", "el ", "em ", "il ", "op ", "den ", "på ", "dne ", "dnia ", "w dniu", "ons ", "tor ", "fre ", "man ", "tir ", "lør", "søn",
  "at ", "a ", "in data", "on", "vào ", "pada ", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "lun", "mar", "mer", "jeu", "ven", "sam", "dim", "ma ", "ti ", "ke ", "to ", "pe ", "la ", "su ", "пн", "вт", "ср", "чт", "пт", "сб", "вс", "from", "quoting", "2",
];

/** Header names of a quoted header block: author, date, recipient and subject, so that a block needs two kinds. */
const headerWords: readonly (readonly string[])[] = [
  ["from", "von", "de", "da", "van", "från", "fra", "od", "lähettäjä", "feladó", "от", "від", "kimden", "发件人", "寄件者", "寄件人", "差出人", "보낸 사람", "expéditeur", "remitente", "de la", "lähetetty käyttäjältä", "absender"],
  ["sent", "date", "gesendet", "datum", "envoyé", "envoyée", "enviado", "enviado el", "enviada em", "fecha", "data", "inviato", "verzonden", "skickat", "sendt", "dato", "wysłano", "odesláno", "lähetetty", "päiväys", "küldve", "отправлено", "дата", "надіслано", "tarih", "gönderildi", "发送时间", "日期", "傳送時間", "送信日時", "日時", "보낸 날짜", "trimis", "odoslané", "dátum"],
  ["to", "an", "à", "a", "para", "per", "aan", "till", "til", "do", "komu", "vastaanottaja", "címzett", "кому", "kime", "收件人", "收件者", "宛先", "받는 사람", "către", "cc", "kopie", "copia", "kopia", "kopi"],
  ["subject", "betreff", "objet", "asunto", "assunto", "oggetto", "onderwerp", "ämne", "emne", "temat", "předmět", "aihe", "tárgy", "тема", "konu", "主题", "主旨", "件名", "제목", "subiect", "predmet"],
];

const kindOfHeader = new Map(headerWords.flatMap((words, kind) => words.map((word) => [word, kind] as const)));

/** 0 author, 1 date, 2 recipient, 3 subject: what a line of a quoted header block names; -1 for any other line. */
export function headerKind(line: string): number {
  if (line.length > maxMarkLength) return -1;
  const text = line.replaceAll("*", "").trim();
  const colon = text.search(/[:：]/);
  if (colon <= 0 || colon > 30) return -1;
  return kindOfHeader.get(text.slice(0, colon).trim().toLowerCase()) ?? -1;
}

const originalMarks = [
  "original message", "ursprüngliche nachricht", "originalnachricht", "ursprungliche nachricht", "message d'origine", "message original", "message d’origine", "mensaje original",
  "mensagem original", "messaggio originale", "oorspronkelijk bericht", "ursprungligt meddelande", "originalmeddelande", "original meddelelse",
  "oprindelig meddelelse", "opprinnelig melding", "alkuperäinen viesti", "wiadomość oryginalna", "oryginalna wiadomość", "původní zpráva", "eredeti üzenet",
  "исходное сообщение", "пересылаемое сообщение", "orijinal mesaj", "orijinal ileti", "原始邮件", "邮件原件", "元のメッセージ", "원본 메시지", "reply message", "original appointment", "mensagem encaminhada",
];

/** `-----Original Message-----` and its translations. */
export function isOriginalMark(line: string): boolean {
  const text = withoutAtEnds(line.slice(0, 101), "* \t\r");
  if (text.length > 100 || !text.startsWith("-")) return false;
  const inside = withoutAtEnds(text, "-_=* ").toLowerCase();
  return originalMarks.some((mark) => inside === mark || inside.startsWith(`${mark} `));
}

const forwardMarks = [
  "forwarded message", "begin forwarded message", "weitergeleitete nachricht", "anfang der weitergeleiteten nachricht", "message transféré", "début du message réexpédié", "message transmis",
  "mensaje reenviado", "inicio del mensaje reenviado", "mensagem encaminhada", "messaggio inoltrato", "inizio messaggio inoltrato", "doorgestuurd bericht", "begin doorgestuurd bericht", "vidarebefordrat meddelande",
  "videresendt melding", "videresendt meddelelse", "välitetty viesti", "wiadomość przekazana", "přeposlaná zpráva", "továbbított üzenet", "пересланное сообщение", "переадресованное сообщение", "iletilen ileti", "转发的邮件", "forwarded by",
];

/** A forward's mark: what follows is what the writer wants to show. */
export function isForwardMark(line: string): boolean {
  const text = line.trim();
  if (text.length > 100) return false;
  const inside = withoutAtEnds(text, "-_=*:> ").toLowerCase();
  const isMarked = text.startsWith("-") || text.endsWith(":");
  return isMarked && forwardMarks.some((mark) => inside.startsWith(mark));
}

/** Whether text (one line, or up to four joined) is an attribution such as `On 1 May 2026 at 10:00, Ann <ann@example.com> wrote:`. */
export function isAttribution(text: string): boolean {
  if (text.length > maxMarkLength * 2 || text.length < 6) return false;
  const line = withoutAtEnds(text.replace(/[*_]/g, ""), "- \t").toLowerCase();
  if (isDatedAddress(line)) return true;
  if (!/[:：>]$/.test(line) && !line.endsWith("wrote")) return false;
  const beforeColon = line.replace(/\s*[:：]$/, "").trimEnd();
  const words = wrote.some((word) => endsWithWord(beforeColon, word) || containsWrote(beforeColon, word));
  if (!words || !/\d/.test(line) && !line.includes("@")) return false;
  return attributionStart.some((start) => line.startsWith(start)) || /^[^:]{2,80}[(<[]?\S*@/.test(line) || /\d{1,2}[:.h]\d{2}/.test(line) || /\b(19|20)\d\d\b/.test(line);
}

/** Whether an attribution can begin with this line: a word that begins one and a number, or a date. */
export function beginsAttribution(line: string): boolean {
  const text = withoutAtEnds(line.slice(0, maxMarkLength).replace(/[*_]/g, ""), "- \t").toLowerCase();
  return startsWithDate(text) || (/\d/.test(text) && attributionStart.some((start) => text.startsWith(start)));
}

function startsWithDate(text: string): boolean {
  return /^\d{4}[-/.年]\d{1,2}/.test(text) || /^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}/.test(text);
}

// "2026-05-01 10:00 GMT+02:00 Ann <ann@example.com>:", as Gmail writes it where it has no verb.
function isDatedAddress(line: string): boolean {
  return startsWithDate(line) && line.includes("@") && /[>)]\s*:?$/.test(line);
}

function endsWithWord(line: string, word: string): boolean {
  return line.endsWith(word) && !/[a-z]/.test(line[line.length - word.length - 1] ?? " ");
}

// "Am 1. Mai 2026 schrieb Ann <ann@example.com>:" has its verb in the middle.
function containsWrote(line: string, word: string): boolean {
  const at = line.indexOf(` ${word} `);
  return at > 5 && line.length - at < 120 && (line.includes("@") || at < 60 || /["”»)]$|\w$/.test(line)) && word.length > 4;
}

/** `-- ` (RFC 3676 §4.3), or the forms that lost the blank. */
export function isSignatureMark(line: string): boolean {
  return line === "-- " || line === "--" || line === "—" || line === "--\u00a0" || line === "-- \u200b";
}

const devices =
  "iphone|ipad|ipod|apple watch|android|samsung|galaxy|blackberry|windows phone|nokia|huawei|xiaomi|pixel|htc|motorola|sony|oneplus|mobile|phone|smartphone|handy|handheld|tablet|telefon|téléphone|móvil|celular|mobil|outlook|mail for windows|mail för windows|yahoo mail|gmail|protonmail|proton mail|fastmail|mailbird|spark|superhuman|airmail|aol|nine|typeapp|bluemail|blue|verizon|t-mobile|at&t|at&amp;t|my mac|webmail|gmx|web\\.de|thunderbird|k-9|canary|newton|hey";
const sentFrom =
  "sent from|sent via|sent using|sent with|get|gesendet von|gesendet mit|von meinem|von unterwegs|diese nachricht wurde von|envoyé de|envoyé depuis|envoyé à partir de|enviado desde|enviado de|enviado do|enviado a partir|inviato da|inviato dal|verzonden vanaf|verstuurd vanaf|verstuurd van|verzonden met|skickat från|sendt fra|lähetetty|wysłane z|wysłano z|odesláno z|отправлено с|отправлено из|iphone'umdan|gönderildi|ipadimden|从我的|发自我的|我的 iphone から送信";
const footer = new RegExp(`^[\\s*_]*(?:${sentFrom})(?=[\\s:]|$)(?=.{0,60}(?:${devices}))`, "i");
const footerTail = new RegExp(`^[\\s*_]*(?:iphone|ipad|android)[^.!?]{0,20}(?:から送信|gesendet|dan gönderildi)`, "i");

/** A line that a phone or mail program adds by itself: a known beginning and a known device, and nothing of the writer's behind it. */
export function isMobileFooter(line: string): boolean {
  if (line.length > 120) return false;
  const text = line.trim().replace(/\[?<?https?:\/\/\S*>?\]?/g, "").trim();
  if (!footer.test(text) && !footerTail.test(text)) return false;
  return text.split(/\s+/).length <= 10 && !/[?!]$/.test(text);
}

function withoutAtEnds(text: string, characters: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && characters.includes(text[start]!)) start += 1;
  while (end > start && characters.includes(text[end - 1]!)) end -= 1;
  return text.slice(start, end);
}

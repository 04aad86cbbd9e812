// The header labels that mail programs write above a passed-on message, in the languages of their makers. Parted by bars.

/** What a line of a header block names; `other` is a line of the block that the desk has no use for. */
export type Label = "from" | "to" | "cc" | "date" | "subject" | "message-id" | "other";

// Compared without case, bidi marks and width. A word has one meaning in all languages: what has two stands nowhere.
const words: Readonly<Record<Label, string>> = {
  from:
    "from|from / de|sender|author|von|absender|de|de la|da|van|van/from|från|fra|frá|od|lähettäjä|feladó|saatja|от" +
    "|от кого|од|від|від кого|отправитель|автор|подател|изпратил|šalje|šalje/from|pošiljatelj|pošiljalac|pošiljka" +
    "|expéditeur|émetteur|remitente|remetente|mittente|afzender|avsändare|afsender|avsender|nadawca|odesílatel" +
    "|odosielateľ|küldő|expeditor|expeditorul|kimden|gönderen|від|адпраўнік|ад|nuo|siuntėjas|no|sūtītājs|από" +
    "|αποστολέας|מאת|מ|من|المرسل|از|فرستنده|từ|người gửi|จาก|ผู้ส่ง|dari|pengirim|daripada|nork|bidaltzailea|remitent" +
    "|nga|emaili nga|प्रेषक|से|প্রেরক|থেকে|გამგზავნი|ում կողմից|ուղարկող|кімнен|жіберуші|oddi wrth|gestuur deur|发件人" +
    "|发送人|发信人|寄件者|寄件人|差出人|送信者|送信元|보낸 사람|보낸사람|보낸이|발신|발신자|보낸 사람(from)",
  to:
    "to|an|à|a|para|per|per a|pour|pour/to|aan|till|til|do|komu|komu/to|pre|prima|primatelj|za|vastaanottaja|címzett" +
    "|saaja|adressaat|кому|до|получатель|адресат|одержувач|за|каму|примач|kime|alıcı|alıcılar|către|destinatar" +
    "|destinatarul|destinatario|destinatário|destinatari|destinataire|destinataires|empfänger|ontvanger|mottagare" +
    "|modtager|mottaker|odbiorca|adresat|příjemce|príjemca|prejemnik|recipient|recipients|kam|gavėjas|saņēmējs|προς" +
    "|παραλήπτης|אל|ל|לכבוד|إلى|الى|المستلم|به|گیرنده|đến|tới|người nhận|ถึง|ผู้รับ|kepada|ke|nori|hartzailea|për|प्रति" +
    "|को|প্রাপক|প্রতি|კისთვის|მიმღები|ում|ստացող|кімге|收件人|收件者|收信人|宛先|送信先|受信者|받는 사람|받는사람" +
    "|받는이|수신|수신자",
  cc:
    "cc|c.c.|cc/kopie|kopie (cc)|kopie|kopie an|copie|copie à|copie (cc)|copie de|copia|copia a|cópia|cópia para" +
    "|con copia|kopia|kopia till|kopia (dw)|kopi|kopi til|kopio|kópia|kópie|afrit|másolat|másolatot kap|dw" +
    "|do wiadomości|ud|udw|copie carbone|csm|en copie|копия|копія|копие|копије|копија|копія (cc)|kopija|kopija (cc)" +
    "|kopia (cc)|kopia do|kópia (cc)|kopi (cc)|copia (cc)|copia per|kopie aan|másolat (cc)|kp|koopia|bilgi" +
    "|karbon kopya|cópia (cc)|a/c|κοιν|κοιν.|κοινοποίηση|עותק|העתק|עותק לידיעה|نسخة|نسخة إلى|نسخة كربونية|رونوشت" +
    "|đồng gửi|đồng kính gửi|สำเนา|สำเนาถึง|salinan|tembusan|s.k.|प्रतिलिपि|অনুলিপি|抄送|抄送人|副本|副本抄送|참조" +
    "|同報|写し",
  date:
    "date|sent|date sent|sent at|sent on|datum|gesendet|gesendet am|versendet|envoyé|envoyée|envoyé le|date d'envoi" +
    "|enviado|enviado el|enviada|enviada em|enviado em|enviado a|enviat|fecha|fecha de envío|data|data de envio" +
    "|data invio|inviato|inviato il|verzonden|verzonden op|verstuurd|skickat|skickad|sendt|dato|sendt den|dagsetning" +
    "|wysłano|wysłane|data wysłania|odesláno|odoslané|odoslaný|dátum|lähetetty|lähetysaika|päiväys|päivämäärä|pvm" +
    "|elküldve|küldve|küldés dátuma|saadetud|kuupäev|aeg|отправлено|дата|дата отправки|время|надіслано|відправлено" +
    "|дата відправлення|изпратено|изпратена|послато|датум|испратено|дададзена|адпраўлена|poslano|poslato|poslané" +
    "|vrijeme|dată|data trimiterii|data mesajului|trimis|trimis la|tarih|gönderildi|gönderilen|gönderilme" +
    "|gönderme tarihi|gönderim tarihi|išsiųsta|siuntimo data|datums|nosūtīts|nosūtīta|ημερομηνία|στάλθηκε|εστάλη" +
    "|απεστάλη|תאריך|נשלח|נשלח בתאריך|بتاريخ|التاريخ|تاريخ|تاريخ الإرسال|تم الإرسال|أرسلت|تاریخ|ارسال‌شده|ارسال شده" +
    "|فرستاده شده|ngày|ngày gửi|đã gửi|gửi|gửi lúc|thời gian|วันที่|ส่ง|ส่งเมื่อ|เมื่อ|tanggal|dikirim|terkirim|tarikh" +
    "|dihantar|igorria|bidalia|derguar|dërguar|दिनांक|तारीख|भेजा गया|তারিখ|পাঠানো হয়েছে|თარიღი|ամսաթիվ|күні|dyddiad" +
    "|anfonwyd|gestuur|日期|时间|发送时间|发件时间|发送日期|发信时间|傳送時間|寄件日期|寄件時間|寄送日期|送信日時" +
    "|日時|日付|送信日|送信時刻|보낸 날짜|보낸날짜|보낸 시간|보낸시간|날짜|일시|발송일",
  subject:
    "subject|title|betreff|thema|betrifft|objet|sujet|asunto|assunto|oggetto|onderwerp|ämne|rubrik|emne|efni|temat" +
    "|tytuł|předmět|predmet|vec|aihe|otsikko|tárgy|teema|тема|предмет|относно|заглавие|наслов|тэма|naslov|tema|zadeva" +
    "|subiect|subiectul|konu|temat/subject|temats|temos|θέμα|נושא|הנדון|الموضوع|موضوع|العنوان|chủ đề|tiêu đề|v/v" +
    "|เรื่อง|หัวเรื่อง|หัวข้อ|perihal|subjek|judul|hal|gaia|assumpte|tema/subject|subjekti|विषय|বিষয়|საგანი|თემა|թեմա" +
    "|тақырып|тақырыбы|pwnc|主题|主旨|主題|标题|標題|件名|題名|제목",
  "message-id": "message-id|message id|nachrichten-id",
  other:
    "bcc|bcc/blindkopie|blindkopie|blindkopie (bcc)|cci|cco|ccn|bkp|密送|密件副本|숨은 참조|скрытая копия" +
    "|hemlig kopia|blind kopi|blindkopi|slepá kopie|rejtett másolat|reply-to|reply to|antwort an|répondre à" +
    "|responder a|responder para|rispondi a|antwoord aan|svar till|svar til|odpowiedz do|ответить|обратный адрес" +
    "|返信先|답장 받는 사람|回复|importance|priority|priorität|wichtigkeit|importancia|importância|importanza" +
    "|prioriteit|prioritet|prioritate|wichtig|urgency|sensitivity|vertraulichkeit|重要性|重要度|중요도|attachments" +
    "|attachment|attach|anlagen|anlage|anhang|anhänge|pièces jointes|pièce jointe|datos adjuntos|adjuntos" +
    "|archivos adjuntos|anexos|anexo|allegati|allegato|bijlagen|bijlage|bifogade filer|bilagor|vedlegg" +
    "|vedhæftede filer|vedhæftet|liitteet|załączniki|přílohy|prílohy|mellékletek|вложения|вложение|вкладення|ekler" +
    "|priloge|prilozi|附件|附加檔案|添付ファイル|첨부|첨부 파일|συνημμένα|organization|organisation|organización" +
    "|company|firma|newsgroups|resent-from|resent-to|resent-date|mailing-list|mailing list|list-id|in-reply-to" +
    "|references|return-path|delivered-to|received|x-mailer|user-agent|mime-version|content-type" +
    "|content-transfer-encoding|envelope-to|via|mailed-by|signed-by|security|approved-by|follow up flag|flag status" +
    "|categories|kategorien|flagged|nachverfolgungskennzeichnung|kennzeichnungsstatus",
};

/** No label is longer. */
export const longestLabel = 32;

/** Words for the day rather than for sending: programs that answer under "original message" say when it was sent. */
const days = phraseSet(
  "date|datum|data|fecha|dato|dátum|dată|дата|датум|tarih|päiväys|päivämäärä|kuupäev|ημερομηνία|תאריך|التاريخ|تاریخ|日期|日付|日時|날짜|ngày|วันที่|tanggal",
);

/** Labels whose language uses the prefix `VS:` for answers, where Danish and Norwegian use it for forwards. */
const vastaus = new Set(["lähettäjä", "saatja"]);

const labels = labelsOf();

function labelsOf(): ReadonlyMap<string, Label> {
  const found = new Map<string, Label>();
  for (const [label, list] of Object.entries(words) as [Label, string][]) {
    for (const word of list.split("|")) found.set(foldLabel(word), label);
  }
  return found;
}

/** One spelling for labels: no case, no full-width letters, no marks that only direct writing, single spaces. */
export function foldLabel(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\u0307\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** Phrases parted by bars, folded for comparing. */
export function phraseSet(list: string): ReadonlySet<string> {
  return new Set(list.split("|").map(foldLabel));
}

/** What a label names, or null where it is none. */
export function labelOf(text: string): Label | null {
  return text.length > longestLabel + 8 ? null : (labels.get(foldLabel(text)) ?? null);
}

/** Whether the label is of a language that answers with `VS:` (Finnish, Estonian). */
export function isFinnic(label: string): boolean {
  return vastaus.has(foldLabel(label));
}

/** Whether a date's label says "date" rather than "sent". */
export function isDay(label: string): boolean {
  return days.has(foldLabel(label));
}

/** All words that name the author, for a first quick look. */
export const authorLabels: readonly string[] = words.from.split("|");

// Words by which mail programs, in the languages of their makers, mark what is not the writer's own. Parted by bars.

/** Words for "wrote" that end an attribution line. */
export const wrote = words(
  "wrote|writes|schrieb|hat geschrieben|a écrit|a ecrit|escribió|escribio|escreveu|ha scritto|scrive|schreef" +
    "|geschreven|skrev|kirjoitti|napisał|napisał(a)|napisal(a)|napsal(a)|napsal|napísal(a)|írta|a scris|написал" +
    "|написала|написал(а)|пишет|писал(а)|писал|написав|пише|έγραψε|yazdı|yazmış|写道|寫道|のメール|が書きました|작성|님이 작성|đã viết" +
    "|menulis|ha escrit|skrifaði|rašė|rakstīja|kirjutas|je napisao|је написао/ла|scrisse|said",
);

/** Beginnings of an attribution line. */
export const attributionStart = words(
  "on |am |le |el |em |il |op |den |på |dne |dnia |w dniu|ons |tor |fre |man |tir |lør|søn|at |a |in data|on|vào " +
    "|pada |mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|jeu|ven|sam|dim|ma |ti |ke |to |pe |la |su |пн|вт|ср|чт|пт|сб" +
    "|вс|from|quoting|2",
);

/** What stands between the dashes above a quoted message. */
export const originalMarks = words(
  "original message|ursprüngliche nachricht|originalnachricht|ursprungliche nachricht|message d'origine" +
    "|message original|message d’origine|mensaje original|mensagem original|messaggio originale" +
    "|oorspronkelijk bericht|ursprungligt meddelande|originalmeddelande|original meddelelse|oprindelig meddelelse" +
    "|opprinnelig melding|alkuperäinen viesti|wiadomość oryginalna|oryginalna wiadomość|původní zpráva" +
    "|eredeti üzenet|исходное сообщение|orijinal mesaj|orijinal ileti|原始邮件|邮件原件|元のメッセージ" +
    "|원본 메시지|reply message|original appointment",
);

/** What stands above a forwarded message. */
export const forwardMarks = words(
  "forwarded message|begin forwarded message|weitergeleitete nachricht|anfang der weitergeleiteten nachricht" +
    "|message transféré|début du message réexpédié|message transmis|mensaje reenviado|inicio del mensaje reenviado" +
    "|mensagem encaminhada|messaggio inoltrato|inizio messaggio inoltrato|doorgestuurd bericht" +
    "|begin doorgestuurd bericht|vidarebefordrat meddelande|videresendt melding|videresendt meddelelse" +
    "|välitetty viesti|wiadomość przekazana|přeposlaná zpráva|továbbított üzenet|пересланное сообщение" +
    "|пересылаемое сообщение|переадресованное сообщение|iletilen ileti|转发的邮件|forwarded by",
);

/** Header names of a quoted header block: author, date, recipient and subject. */
export const headerWords: readonly (readonly string[])[] = [
  words(
    "from|von|de|da|van|från|fra|od|lähettäjä|feladó|от|від|kimden|发件人|寄件者|寄件人|差出人|보낸 사람|expéditeur|remitente|de la" +
      "|lähetetty käyttäjältä|absender",
  ),
  words(
    "sent|date|gesendet|datum|envoyé|envoyée|enviado|enviado el|enviada em|fecha|data|inviato|verzonden|skickat" +
      "|sendt|dato|wysłano|odesláno|lähetetty|päiväys|küldve|отправлено|дата|надіслано|tarih|gönderildi|发送时间|日期|傳送時間" +
      "|送信日時|日時|보낸 날짜|trimis|odoslané|dátum",
  ),
  words(
    "to|an|à|a|para|per|aan|till|til|do|komu|vastaanottaja|címzett|кому|kime|收件人|收件者|宛先|받는 사람|către|cc|kopie|copia" +
      "|kopia|kopi",
  ),
  words(
    "subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|temat|předmět|aihe|tárgy|тема|konu|主题|主旨|件名" +
      "|제목|subiect|predmet",
  ),
];

/** Devices and programs that name themselves below a message; parts of a regular expression. */
export const devices = words(
  "iphone|ipad|ipod|apple watch|android|samsung|galaxy|blackberry|windows phone|nokia|huawei|xiaomi|pixel|htc" +
    "|motorola|sony|oneplus|mobile|phone|smartphone|handy|handheld|tablet|telefon|téléphone|móvil|celular|mobil" +
    "|outlook|mail for windows|mail för windows|yahoo mail|gmail|protonmail|proton mail|fastmail|mailbird|spark" +
    "|superhuman|airmail|aol|nine|typeapp|bluemail|blue|verizon|t-mobile|at&t|my mac|webmail|gmx|web\\.de" +
    "|thunderbird|k-9|canary|newton|hey",
);

/** How they begin to. */
export const sentFrom = words(
  "sent from|sent wirelessly from|sent via|sent using|sent with|get|gesendet von|gesendet mit|von meinem" +
    "|von unterwegs|diese nachricht wurde von|envoyé de|envoyé depuis|envoyé à partir de|enviado desde|enviado de" +
    "|enviado do|enviado a partir|inviato da|inviato dal|verzonden vanaf|verstuurd vanaf|verstuurd van" +
    "|verzonden met|skickat från|sendt fra|lähetetty|wysłane z|wysłano z|odesláno z|отправлено с|отправлено из" +
    "|iphone'umdan|gönderildi|ipadimden|从我的|发自我的|我的 iphone から送信",
);

function words(list: string): readonly string[] {
  return list.split("|");
}

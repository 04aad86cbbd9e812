// Words by which mail programs, in the languages of their makers, introduce a quotation. Lower case, parted by bars.
// See header-words.ts for what stands above an original message, footer-words.ts for what stands below one's own.
import { words } from "./word-lists.ts";

/** "Wrote", where it ends the line. A bracketed or slashed gender ending (`napsal(a)`) is taken off before it is looked up. */
export const wroteAtEnd = words(
  "wrote|writes|writes to you|has written|said|says|sent|schrieb|schrieb folgendes|hat geschrieben|schreibt|geschrieben" +
    "|a écrit|a ecrit|écrit|ecrit|écrivait|a envoyé|escribió|escribio|escribió lo siguiente|escribe|ha escrito|va escriure" +
    "|ha escrit|escribiu|idatzi du|escreveu|escreveu o seguinte|escrito|ha scritto|scrive|scrisse|hai scritto|schreef" +
    "|schreef het volgende|geschreven|het volgende geschreven|skrev|skrev følgende|skrev följande|skrifaði|kirjoitti" +
    "|kirjoitti seuraavasti|kirjutas|rašė|parašė|rakstīja|napisał|pisze|napsal|napsala|odesílatel napsal|napísal|napísala" +
    "|napisao|napisala|je napisao|napisao je|napisala je|napisao/la je|je napisala|je pisal|je napisal|írta|ezt írta|a következőt írta|a scris|scrie|написа" +
    "|написал|написала|написали|писал|писала|пишет|пишут|написав|пише|напісаў|піша|написао|је написао|је написала" +
    "|έγραψε|έγραψες|έγραψαν|yazdı|şunu yazdı|şunları yazdı|yazmış|yazıb|写道|寫道|寫下|写到|写了|のメール|が書きました|さんは書きました" +
    "|さんが書きました|からのメッセージ|작성|님이 작성|님이 작성함|썼습니다|đã viết|viết|menulis|tulis|telah menulis" +
    "|كتب|كتبت|كتب ما يلي|כתב|כתבה|כתב/ה|כתבת|نوشت|نوشته است|เขียนว่า|เขียน|ने लिखा|लिखा|লিখেছেন|எழுதியது|sumulat|isinulat ni" +
    "|aliandika|het geskryf|shkroi|skrev så her|դրել է|გწერდათ|დაწერა",
);

/** "Wrote", where the writer is named behind it: `Am 1. Mai 2026 um 10:00 schrieb Ann <ann@example.com>:`. */
export const wroteInside = words(
  "schrieb|hat|wrote|écrivit|schreef|heeft|skrev|skrifaði|kirjutas|ezt írta|írta|написал|написала|пише|napisał|napisał(a)|escribió|escreveu|kirjoitti|şunları yazdı|va escriure",
);

/** Beginnings of an attribution, before its date or its name. */
export const attributionStarts = words(
  "on |at |in |am |um |le |el |em |a |il |in data |op |den |på |dne |dňa |dnia |w dniu |ons |tor |fre |man |tir |lør |søn " +
    "|ma |ti |ke |to |pe |la |su |dana |dne: |la data |în data |pe |на |в |у |од |от |στις |την |το |tarihinde |vào |lúc |pada " +
    "|tanggal |op die |trong |בתאריך |ב-|ב |في |بتاريخ |در |เมื่อ |ใน |在 |在|於 |于 |于|दिनांक |noong |mnamo |data |data: |ngày " +
    "|mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|mié|mie|jue|vie|sáb|jeu|ven|sam|dim|gio|dom|seg|ter|qua|qui|sex|sab|mo|di|mi" +
    "|do|fr|sa|so|pon|wto|śro|czw|pią|sob|nie|pá|út|stř|čt|ned|пн|вт|ср|чт|пт|сб|вс|пон|вто|сре|чет|пет|саб|нед|суб|вос|сер" +
    "|hétf|kedd|szer|csüt|pént|szom|vasá|pzt|sal|çar|per|cum|cmt|paz|월|화|수|목|금|토|일|quoting |zitat von |citando a |citando " +
    "|citát |citat |citerar |citerer |lainaus |citation de |quoth |from |de |von |från |fra |от |kuupäev |pirmd|otrd|trešd|ceturtd|piektd|sestd|svētd|pirm|antr|treč|ketv|penk|šešt|sekm",
);

/** What begins an attribution without a date: the programs that quote so name nothing else. */
export const quotingStarts = words(
  "quoting |zitat von |citando a |citando |citát |citerar |citerer |lainaus |citation de |cytowanie |citeren van |cita di |missatge de |wiadomość napisana przez ",
);

/** Where one of these stands, somebody tells of a letter; a program names only a date and a person. */
export const tellingWords = new Set(
  words(
    "i|we|he|she|they|you|me|my|your|our|his|her|their|the|that|this|which|who|somebody|someone|customer|technician" +
      "|ich|wir|ihr|er|sie|man|mir|uns|mein|meine|unser|jemand|kunde|folgende|dass|der" +
      "|j'ai|nous|vous|elle|ils|qui|yo|usted|nosotros|nos|eu|você|vocês|noi|voi|lei|ik|wij|jij|zij|hij|jag|vi|hon" +
      "|jeg|hun|minä|hän|ja|wy|já|oni|я|мы|вы|он|она|они|ми|ви|biz|siz",
  ),
);

/** How a letter is closed: with no other words below a quotation, nothing there answers it. */
export const closings = words(
  "regards|best|kind|warm|many thanks|thank|thanks|thx|cheers|sincerely|yours|cordially|respectfully|br,|rgds|all the best|have a|take care|talk soon|see you|mit freundlich|freundliche|viele grüße|viele gruesse|beste grüße|schöne grüße|liebe grüße|gruß|gruss|grüße|vielen dank|danke|mfg|vg|lg" +
    "|cordialement|bien cordialement|salutations|sincères|merci|bonne journée|cdt|saludos|un saludo|atentamente|gracias|muchas gracias|cordiales|salutacions|gràcies|atenciosamente|cumprimentos|com os melhores|obrigad|abraço|att" +
    "|cordiali|distinti|saluti|grazie|un saluto|met vriendelijke|vriendelijke|groet|groeten|bedankt|dank|mvg|med vänliga|vänliga|hälsningar|tack|mvh|med vennlig|vennlig|hilsen|takk|med venlig|venlig|tak|ystävällisin|terveisin|kiitos|t. |lugupidamisega|tervitades" +
    "|pozdrawiam|z poważaniem|dziękuję|s pozdravem|pozdravem|děkuji|s pozdravom|ďakujem|üdvözlettel|köszön|cu stimă|mulțumesc|cu respect|lijep pozdrav|srdačan|hvala|lep pozdrav|с уважением|спасибо|с наилучшими|з повагою|дякую|поздрави|благодаря|с поздрав|saygılar|teşekkür|iyi çalışmalar|selamlar" +
    "|pagarbiai|ačiū|ar cieņu|paldies|με εκτίμηση|ευχαριστώ|χαιρετισμ|בברכה|תודה|مع التحية|شكرا|تحياتي|با احترام|ممنون|trân trọng|cảm ơn|ขอบคุณ|ด้วยความเคารพ|hormat|salam|terima kasih|धन्यवाद|सादर|此致|谢谢|祝好|敬祝|謝謝|よろしく|ありがとう|敬具|감사합니다|안녕히",
);

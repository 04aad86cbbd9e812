// What a subject says about who wrote the message, in the languages of the makers of mail servers, clients and desks.
import { type Beginnings, beginnings, finder, foldPhrase, phrases } from "../phrases.ts";
import { challenge, challengeToken, receiptTitle, receiptWord } from "./titles.ts";

export interface SubjectSign {
  topic: "reply" | "absence" | "receipt" | "challenge";
  /**
   * prefix: put by software in front of the subject it answers; people do so only to write about it.
   * title: software's name for such a message. word: as much a person's as software's.
   */
  strength: "prefix" | "title" | "word";
}

/** What Exchange, Outlook, Gmail, Domino, GroupWise, Zimbra, cPanel, Plesk, Horde and others put in front. */
const responder = beginnings(
  phrases(`
    en: automatic reply | automatic response | automated reply | automated response | auto reply | auto-reply | autoreply
    en: auto response | auto-response | autoresponse | autorespons | auto responder | autoresponder | auto-responder | auto answer
    en: out of office autoreply | out of office auto reply | out of office reply | out-of-office reply | out of office response
    en: vacation reply | vacation response | vacation autoreply | vacation auto-reply | away message | ooo reply | ooo autoreply
    de: automatische antwort | automatische rückantwort | automatische abwesenheitsnotiz | automatische abwesenheitsmeldung | autoantwort
    de: automatische eingangsbestätigung | automatische rückmeldung | automatische empfangsbestätigung | antwort (automatisch)
    fr: réponse automatique | message automatique d'absence | réponse automatique d'absence | réponse d'absence du bureau
    es: respuesta automática | contestación automática | autorespuesta | auto respuesta | auto-respuesta | respuesta de vacaciones
    ca: resposta automàtica
    gl: resposta automática
    eu: erantzun automatikoa
    pt: resposta automática | resposta de férias | auto-resposta | autorresposta | resposta automatica
    it: risposta automatica | risposta automatica fuori ufficio | autorisposta
    nl: automatisch antwoord | automatische reactie | autobeantwoording | automatische beantwoording | auto-antwoord
    sv: automatiskt svar | autosvar | automatiskt frånvaromeddelande
    da: automatisk svar | autosvar | automatisk fraværsbesked
    nb: automatisk svar | autosvar | automatisk fraværsmelding
    fi: automaattinen vastaus | automaattivastaus | automaattinen poissaoloviesti
    is: sjálfvirkt svar
    et: automaatvastus | automaatne vastus
    lv: automātiska atbilde | automātiskā atbilde
    lt: automatinis atsakymas | automatinis atsakiklis
    pl: automatyczna odpowiedź | odpowiedź automatyczna | autoodpowiedź | autoresponder | automatyczna odpowiedz
    cs: automatická odpověď | automatická odpoveď
    sk: automatická odpoveď
    hu: automatikus válasz | automatikus valasz
    ro: răspuns automat | raspuns automat
    bg: автоматичен отговор | автоматично отговор
    mk: автоматски одговор
    sr: аутоматски одговор | automatski odgovor
    hr: automatski odgovor | automatizirani odgovor
    sl: samodejni odgovor | avtomatski odgovor
    sq: përgjigje automatike | pergjigje automatike
    el: αυτόματη απάντηση | αυτόματη απόκριση
    tr: otomatik yanıt | otomatik cevap | otomatik yanit
    ru: автоматический ответ | автоответ | автоответчик
    uk: автоматична відповідь | автовідповідь | автоматична вiдповiдь
    be: аўтаматычны адказ
    kk: автоматты жауап
    az: avtomatik cavab
    ka: ავტომატური პასუხი
    hy: ավտոմատ պատասխան
    he: תשובה אוטומטית | מענה אוטומטי | תגובה אוטומטית
    ar: رد تلقائي | الرد التلقائي | رد آلي | الرد الآلي
    fa: پاسخ خودکار
    ur: خودکار جواب
    hi: स्वचालित उत्तर | स्वतः उत्तर | स्वचालित जवाब
    bn: স্বয়ংক্রিয় উত্তর
    ta: தானியங்கு பதில்
    th: ตอบกลับอัตโนมัติ | การตอบกลับอัตโนมัติ | ข้อความตอบกลับอัตโนมัติ
    vi: trả lời tự động | tự động trả lời | thư trả lời tự động
    id: balasan otomatis | jawaban otomatis
    ms: balasan automatik | jawapan automatik
    tl: awtomatikong tugon
    sw: jibu la kiotomatiki
    af: outomatiese antwoord
    cy: ateb awtomatig
    ja: 自動応答 | 自動返信 | 自動返信のお知らせ | 自動回答 | 不在時自動返信 | 自動応答メッセージ | 自動返信メール
    ko: 자동 회신 | 자동 응답 | 자동응답 | 자동회신 | 부재중 자동 응답 | 부재 중 자동 회신
    zh: 自动答复 | 自动回复 | 自动回覆 | 自動回覆 | 自動答覆 | 自動回復 | 自動回應
  `),
);

/** Names that software and its users give an absence note, and that a letter seldom has for a title. */
const absenceTitle = beginnings(
  phrases(`
    en: out of office | out of the office | out-of-office | ooo | i am out of the office | i'm out of the office | away from my mail
    en: absence notice | absence notification
    de: abwesenheitsnotiz | abwesenheitsbenachrichtigung | abwesenheitsmeldung | abwesenheitsnachricht | abwesenheitsassistent
    de: abwesenheitsagent
    de: urlaubsnotiz
    fr: absence du bureau | absent du bureau | message d'absence | notification d'absence | avis d'absence
    fr: hors du bureau
    es: fuera de la oficina | fuera de oficina | estoy fuera de la oficina
    ca: fora de l'oficina | absent de l'oficina
    pt: fora do escritório | fora de escritório | ausência temporária | ausência do escritório
    it: fuori sede | fuori ufficio | assente dall'ufficio | sono fuori ufficio
    nl: afwezigheidsbericht | afwezigheidsmelding | niet op kantoor | out of office
    sv: frånvaromeddelande | ej på kontoret | inte på kontoret
    da: fraværsbesked | ikke på kontoret
    nb: fraværsmelding | ikke på kontoret | ute av kontoret
    fi: poissaoloilmoitus | poissa toimistolta
    is: ekki á skrifstofunni
    et: kontorist väljas | kontorist eemal
    lt: nesu biure | ne biure
    pl: poza biurem | jestem poza biurem
    cs: mimo kancelář
    sk: mimo kancelárie | som mimo kancelárie
    hu: házon kívül | irodán kívül | nem vagyok az irodában
    ro: în afara biroului | absent din birou | plecat din birou
    bg: извън офиса
    mk: надвор од канцеларија
    sr: ван канцеларије | van kancelarije
    hr: izvan ureda | nisam u uredu
    sl: zunaj pisarne
    el: εκτός γραφείου
    tr: ofis dışında | ofis dışındayım | işyeri dışında
    ru: вне офиса
    uk: поза офісом
    he: מחוץ למשרד | לא במשרד | הודעת היעדרות
    ar: خارج المكتب | خارج المكتب حاليا
    fa: خارج از دفتر
    hi: कार्यालय से बाहर | ऑफिस से बाहर
    th: ไม่อยู่ที่สำนักงาน | ไม่อยู่ที่ทำงาน | ไม่อยู่สำนักงาน
    vi: không có mặt tại văn phòng | ngoài văn phòng
    id: di luar kantor | tidak di kantor
    ms: di luar pejabat | tiada di pejabat
    ja: 不在通知 | 不在連絡 | 不在のお知らせ | 不在にしております | 休暇のお知らせ | 休業のお知らせ
    ko: 부재 알림
    zh: 不在办公室 | 外出时的自动答复 | 不在辦公室 | 我不在办公室 | 我正在休假
  `),
);

/** Words about being away that are also the title of many a letter. */
const absenceWord = beginnings(
  phrases(`
    en: maternity leave | parental leave | paternity leave | sick leave | has left the company
    de: elternzeit | mutterschutz | dienstreise
    ru: отсутствие на рабочем месте | командировка
    en: away from the office | away until | away from | on vacation | on holiday | on annual leave | on leave | on maternity leave
    en: on parental leave | vacation | annual leave | absent until | not in the office
    en: office closed | we are closed | closed for the holidays | no longer with | no longer at | i have left | left the company
    de: abwesenheit | abwesend | nicht im büro | nicht im haus | außer haus | ausser haus | im urlaub | urlaub
    de: urlaubsvertretung | in elternzeit | betriebsferien | betriebsurlaub | bin im urlaub | ich bin im urlaub
    fr: absence | absent | absente
    fr: en congé | en congés | en vacances | congés | vacances | je suis absent | absent jusqu'au
    es: ausente | ausencia | de vacaciones | vacaciones
    ca: de vacances
    pt: ausência | ausente | de férias | férias
    it: assente | assenza | in ferie | ferie
    nl: afwezig | afwezigheid | niet aanwezig | met vakantie
    nl: op vakantie | met verlof | vakantie
    sv: frånvaro | frånvarande | på semester | semester | föräldraledig
    da: fravær | fraværende | på ferie | ferie | på barsel
    nb: fravær | fraværende | på ferie | ferie | i permisjon
    fi: poissa | poissaolo | lomalla | vuosilomalla
    is: fjarverandi | í fríi
    et: puhkusel | eemal
    lv: prombūtnē | prombūtne | atvaļinājumā
    lt: atostogose | atostogauju
    pl: nieobecność | nieobecny | nieobecna | na urlopie | urlop
    cs: nepřítomnost | nepřítomen | nepřítomna | dovolená | na dovolené
    sk: neprítomnosť | dovolenka | na dovolenke
    hu: távollét | szabadságon | szabadság
    ro: absență | în concediu | concediu
    bg: отсъствие | в отпуск | отпуск
    mk: на одмор
    sr: одсутан | на годишњем одмору | odsutan | na godišnjem odmoru | na odmoru
    hr: odsutan | odsutna | odsutnost | na godišnjem odmoru | na godišnjem
    sl: odsoten | odsotna | odsotnost | na dopustu | dopust
    el: απουσία | σε άδεια | απουσιάζω
    tr: yıllık izin | izindeyim | yıllık izindeyim
    ru: отсутствие | отсутствую | нет на месте | в отпуске | отпуск | я в отпуске | нахожусь в отпуске
    uk: відсутність | відсутній | у відпустці | відпустка
    he: בחופשה
    ar: في إجازة | إجازة
    fa: در مرخصی
    hi: छुट्टी पर
    th: ลาพักร้อน
    vi: vắng mặt | đi vắng | nghỉ phép
    id: sedang cuti | cuti
    ms: bercuti
    ja: 休暇中 | 不在 | 外出中
    ko: 부재중 | 부재 중 | 휴가 중 | 휴가중 | 외출 중
    zh: 外出 | 休假 | 休假中 | 外出中
  `),
);

/** Anywhere in the subject, behind somebody's name: what Domino and many responders write. */
const findAbsenceInside = finder(() =>
  phrases(`
  en: is out of the office | is out of office | is currently out of | is on vacation | is on leave | is on holiday | is on annual leave
  en: is away from | is away until | (out of office) | [out of office] | will be out of the office | vacation response | is no longer with | out of office until
  de: ist außer haus | ist ausser haus | ist nicht im büro | ist im urlaub | ist abwesend | ist nicht im haus | ist in elternzeit
  fr: est absent | est absente | sera absent | est en congé | est en vacances | est hors du bureau
  es: está fuera de la oficina | está ausente | está de vacaciones | estará fuera de la oficina
  pt: está fora do escritório | está ausente | está de férias | estará fora do escritório
  it: è fuori sede | è fuori ufficio | è assente | è in ferie | sarà assente
  nl: is afwezig | is niet aanwezig | is met vakantie | is op vakantie | is niet op kantoor
  sv: är inte på kontoret | är på semester | är bortrest | är frånvarande
  da: er ikke på kontoret | er på ferie | er fraværende
  nb: er ikke på kontoret | er på ferie | er bortreist | er ute av kontoret
  fi: on poissa | on lomalla | ei ole toimistossa
  pl: jest poza biurem | jest nieobecny | jest nieobecna | jest na urlopie
  cs: je mimo kancelář | je na dovolené
  ru: отсутствует на рабочем месте | находится в отпуске | отсутствует в офисе
  tr: ofis dışında | izinde
  ja: は不在です | は休暇中です | 外出しています
`),
);

/** Null where the subject says nothing. Only its beginning counts: behind `Re:` a person answers such a message. */
export function signOfSubject(subject: string): SubjectSign | null {
  const folded = withoutWarningTag(foldPhrase(subject.slice(0, 300)));
  if (folded === "") return null;
  return signOf(folded) ?? (/^[[(【]/.test(folded) ? bracketed(folded) : endBracket(folded));
}

function signOf(folded: string): SubjectSign | null {
  const length = responder(folded);
  if (length > 0) return signOfResponder(folded.slice(length));
  // Domino: `AUTO: Ann Example is out of the office (returning 03/09/2026)`. Sieve (RFC 5230 §5.6) writes `Auto: ` before any subject.
  if (findAbsenceInside(folded)) return { topic: "absence", strength: folded.startsWith("auto:") ? "prefix" : "title" };
  if (isWhole(absenceTitle, folded)) return { topic: "absence", strength: "title" };
  if (isWhole(absenceWord, folded)) return { topic: "absence", strength: "word" };
  if (challengeToken.test(folded)) return { topic: "challenge", strength: "title" };
  return (
    signOfReceipt(folded.replace(ticketNumber, "")) ?? (challenge(folded) > 0 ? { topic: "challenge", strength: "word" } : null)
  );
}

// A colon or another subject behind it: a machine's prefix. Alone or in a sentence it may be what a person asks about.
function signOfResponder(rest: string): SubjectSign | null {
  if (/^ ?(?:[:»>【「]|re ?:|aw ?:|\(|\[)/.test(rest)) return { topic: "reply", strength: "prefix" };
  return endsPhrase(rest) || /^ (?:from|to|von|de|van|da|fra|från|od|от) /.test(rest)
    ? { topic: "reply", strength: "title" }
    : null;
}

/** `Ticket #4711 has been received`: the number stands anywhere. */
const ticketNumber = / ?\(?(?:no\.?|nr\.?|n°|№)? ?#?\b[a-z]{0,4}-?\d{3,}\b\)?/g;

function signOfReceipt(folded: string): SubjectSign | null {
  if (receiptTitle(folded) > 0) return { topic: "receipt", strength: "title" };
  return receiptWord(folded) > 0 ? { topic: "receipt", strength: "word" } : null;
}

function isWhole(table: Beginnings, folded: string): boolean {
  const length = table(folded);
  return length > 0 && endsPhrase(folded.slice(length));
}

// Not in the middle of a word or a compound: `Out of office hours`, `Ferienplan`.
function endsPhrase(rest: string): boolean {
  return /^ ?(?:$|[:\-(/|.,!»>[\]）)]|\d|until|till|bis|vom|ab |from|re:|aw:|jusqu|du |dal|hasta|tot|t\/m|til|do |с |по |まで)/.test(
    rest,
  );
}

// `[Auto-Reply] Printer`, `(Automatic reply) Printer`: the phrase fills the brackets.
function bracketed(folded: string): SubjectSign | null {
  const close = folded.slice(0, 60).search(/[\])】]/);
  if (close < 2) return null;
  // `[Acme #123] Request received: printer`: a desk's tag before its title.
  return signOfBracket(folded.slice(1, close)) ?? signOf(folded.slice(close + 1).trim());
}

// `Printer (automatic reply)`; behind `Re:` it is what a person answers.
function endBracket(folded: string): SubjectSign | null {
  const last = folded.at(-1);
  if ((last !== ")" && last !== "]") || /^[^ ]{1,6} ?:/.test(folded)) return null;
  return signOfBracket(folded.slice(Math.max(folded.lastIndexOf("("), folded.lastIndexOf("[")) + 1, -1));
}

function signOfBracket(inside: string): SubjectSign | null {
  const phrase = inside.trim();
  return responder(phrase) === phrase.length && phrase !== "" ? { topic: "reply", strength: "prefix" } : null;
}

// Gateways mark mail from outside: `[EXTERNAL] Automatic reply: …`.
const warningTag =
  /^(?:[[(*{]+ ?(?:external|externe?|ext|extern|externo|esterno|spam\??|suspected spam|bulk|caution|outside|zewnetrzn[ay])(?: (?:e-?mail|sender|mail))? ?[\])*}]+|external ?:) ?[-:]? ?/;

function withoutWarningTag(folded: string): string {
  return folded.replace(warningTag, "");
}

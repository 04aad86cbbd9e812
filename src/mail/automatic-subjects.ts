// Subjects that responders and mail servers write by themselves, in the languages of their makers.

/** Beginnings; whatever a person would write behind `Re:` is not among them. */
const absence = [
  "automatic reply", "auto reply", "auto-reply", "autoreply", "automated reply", "auto response", "autoresponse", "auto-response",
  "out of office", "out of the office", "out-of-office", "vacation reply", "away from my mail", "i am out of the office",
  "automatische antwort", "abwesenheitsnotiz", "abwesenheitsbenachrichtigung", "abwesenheitsmeldung", "abwesend:", "abwesenheit:",
  "réponse automatique", "reponse automatique", "message d'absence", "absence du bureau",
  "respuesta automática", "respuesta automatica", "fuera de la oficina", "fuera de oficina",
  "risposta automatica", "fuori sede", "assente:", "resposta automática", "resposta automatica", "fora do escritório", "ausência temporária",
  "automatisch antwoord", "afwezigheidsbericht", "niet aanwezig:", "automatiskt svar", "frånvaro:", "autosvar", "automatisk svar",
  "automaattinen vastaus", "poissa:", "autoodpowiedź", "automatyczna odpowiedź", "odpowiedź automatyczna", "nieobecność:",
  "automatická odpověď", "automatikus válasz", "automatický odpoveď", "răspuns automat", "автоматический ответ", "автоответ",
  "автоматична відповідь", "otomatik yanıt", "自動応答", "自動返信", "不在通知", "自动回复", "自動回覆", "자동 회신", "자동 응답",
];

const bounces = [
  "undelivered mail returned to sender", "undeliverable", "delivery status notification", "mail delivery failed", "mail delivery failure",
  "mail delivery subsystem", "returned mail", "failure notice", "delivery failure", "delivery notification", "message delivery failure",
  "non remis", "unzustellbar", "nicht zustellbar", "non recapitabile", "no se puede entregar", "warning: could not send message",
  "mail system error", "delayed mail", "delivery delayed", "warning: message", "undelivered mail", "message undeliverable",
  "mail could not be delivered", "mailzustellung", "onbestelbaar", "配信不能", "无法传递",
];

export function isAbsenceSubject(subject: string): boolean {
  return beginsWithOneOf(subject, absence);
}

export function isBounceSubject(subject: string): boolean {
  return beginsWithOneOf(subject, bounces);
}

function beginsWithOneOf(subject: string, beginnings: readonly string[]): boolean {
  const text = subject.slice(0, 200).trim().toLowerCase();
  return beginnings.some((beginning) => text.startsWith(beginning));
}

// What stands in front of the subject of a message that is passed on or answered, in the languages of mail programs. Parted by bars.
import { foldLabel, phraseSet } from "./labels.ts";

export type SubjectKind = "forward" | "reply" | "none";

export interface ForwardSubject {
  kind: SubjectKind;
  /** The subject without the marks of a forward and the tags in front of them. */
  rest: string;
  /** `VS:` is a forward in Danish and Norwegian, and an answer in Finnish and Estonian. */
  isVs: boolean;
}

const tag = /^\[[^[\]]{1,40}\]\s*/;
const prefix = /^([\p{L}\p{M}.^2 ]{1,24})(?:\s?[[(]\d{1,3}[\])])?\s?[:：]\s*/u;
const maxPrefixes = 8;

/** What the outermost mark of a subject says: `Fwd: Re: x` was passed on, `Re: Fwd: x` answers. */
export function readForwardSubject(subject: string): ForwardSubject {
  const text = subject.slice(0, 1_000).trim();
  const found: ForwardSubject = { kind: "none", rest: text, isVs: false };
  for (let round = 0; round < maxPrefixes; round += 1) {
    const next = withoutPrefix(found.rest);
    if (next.kind === "reply" && found.kind === "none") found.kind = "reply";
    if (next.kind !== "forward") return found;
    found.isVs ||= found.kind === "none" && next.isVs;
    found.kind = "forward";
    found.rest = next.rest;
  }
  return found;
}

function withoutPrefix(text: string): ForwardSubject {
  // "[Fwd: x]" of Netscape's descendants, "x (fwd)" of Pine.
  const wrapped = /^\[(?:fwd|fw|wg|tr)\s?:\s?/i.exec(text);
  if (wrapped !== null) return { kind: "forward", rest: text.slice(wrapped[0].length).replace(/\]$/, "").trim(), isVs: false };
  if (/\(fwd\)$/i.test(text)) return { kind: "forward", rest: text.slice(0, -5).trim(), isVs: false };
  let rest = text;
  for (let round = 0; round < 4 && tag.test(rest); round += 1) rest = rest.replace(tag, "");
  const found = prefix.exec(rest);
  const word = found === null ? "" : foldLabel(found[1]!);
  if (replyPrefixes.has(word)) return { kind: "reply", rest: text, isVs: false };
  if (!forwardPrefixes.has(word)) return { kind: "none", rest: text, isVs: false };
  return { kind: "forward", rest: rest.slice(found![0].length), isVs: word === "vs" };
}

// ---------- the words ----------

const forwardPrefixes = phraseSet(
  "fwd|fw|fow|forward|forwarded|wg|wl|wtr|weitergeleitet|tr|transf|transfert|transféré|transmis|rv|rvd|reenv" +
    "|reenviado|reenviar|reenvío|renv|reenviat|enc|encaminhado|encaminhada|encam|reenc|i|inoltro|inoltrato|inoltra" +
    "|doorst|doorgest|doorgestuurd|dgs|dg|vb|vidarebefordrat|vidbef|vs|videresend|videresendt|vl|välitetty|edasi" +
    "|edastus|ed|pd|przekazane|przekazano|fwd.|přeposláno|předáno|předat|př|preposlané|prep|preposlane|továbbítás" +
    "|továbbítva|tov|továbbított|redir|redir.|redirecționat|redirecţionat|trimis mai departe|пересл|переслано" +
    "|переслать|пересылка|пер|перенаправлено|переадресация|пересланное|препр|препратено|прослеђено|проследено" +
    "|proslijeđeno|prosleđeno|prosl|posredovano|ilt|i̇lt|ilet|iletilen|iletildi|persiųsta|persiuntimas|pers|pārsūtīts" +
    "|pārsūt|pārs|πρθ|προώθηση|προωθ|הועבר|העברה|إعادة توجيه|إعادة التوجيه|تحويل|محول|بازارسال|هدایت|trs|teruskan" +
    "|diteruskan|majukan|chuyển tiếp|chuyển|ส่งต่อ|अग्रेषित|转发|转寄|轉寄|轉發|転送|전달|fs|framsent|áframsent|ym",
);

const replyPrefixes = phraseSet(
  "re|aw|antw|antwort|sv|svar|res|resp|rés|rép|réponse|r|rif|risp|risposta|odp|odpowiedź|odpověď|odpoveď|vá|vala" +
    "|válasz|vast|vastaus|ynt|yanıt|cevap|απ|σχετ|απάντηση|ha|на|отв|ответ|відп|відповідь|отг|отговор|одг|одговор|odg" +
    "|odgovor|ats|atsakymas|atb|atbilde|răsp|rasp|bls|balas|bales|balasan|trả lời|tl|ตอบ|ตอบกลับ|回复|回覆|答复|答覆" +
    "|返信|回信|답장|회신|השב|תגובה|رد|رد على|پاسخ|re^2|antwoord|rsp|vast.",
);

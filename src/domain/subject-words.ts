// What mail programs put in front of the subject of an answer or of what they pass on, in their languages. Parted by bars.

/** Words that nobody else begins a subject with. */
export const replyWords =
  "re|re^2|aw|antw|antwort|antwoord|sv|svar|res|rés|rép|réponse|r|rif|risp|risposta|odp|odpowiedź|odpověď|odpoveď|vá|válasz" +
  "|vastaus|ynt|yanıt|cevap|σχετ|απάντηση|отв|ответ|відп|відповідь|отг|отговор|одг|одговор|odgovor|atsakymas|atbilde|răsp" +
  "|balasan|trả lời|ตอบ|ตอบกลับ|回复|回覆|答复|答覆|返信|回信|답장|회신|השב|תגובה|رد|رد على|پاسخ";

/** The same, but people and their products are called so too (`ATS: cannot sign in`): never cut off what is shown. */
export const unsureReplyWords = "resp|rsp|rasp|vala|vast|vast.|απ|ha|на|odg|ats|atb|bls|balas|bales|tl";

/** Of what is passed on. `VS` is a forward in Danish and Norwegian, and an answer in Finnish and Estonian. */
export const forwardWords =
  "fwd|fw|fow|forward|forwarded|wg|wl|wtr|weitergeleitet|tr|transf|transfert|transféré|transmis|rv|rvd|reenv" +
  "|reenviado|reenviar|reenvío|renv|reenviat|enc|encaminhado|encaminhada|encam|reenc|i|inoltro|inoltrato|inoltra" +
  "|doorst|doorgest|doorgestuurd|dgs|dg|vb|vidarebefordrat|vidbef|vs|videresend|videresendt|vl|välitetty|edasi" +
  "|edastus|ed|pd|przekazane|przekazano|fwd.|přeposláno|předáno|předat|př|preposlané|prep|preposlane|továbbítás" +
  "|továbbítva|tov|továbbított|redir|redir.|redirecționat|redirecţionat|trimis mai departe|пересл|переслано" +
  "|переслать|пересылка|пер|перенаправлено|переадресация|пересланное|препр|препратено|прослеђено|проследено" +
  "|proslijeđeno|prosleđeno|prosl|posredovano|ilt|i̇lt|ilet|iletilen|iletildi|persiųsta|persiuntimas|pers|pārsūtīts" +
  "|pārsūt|pārs|πρθ|προώθηση|προωθ|הועבר|העברה|إعادة توجيه|إعادة التوجيه|تحويل|محول|بازارسال|هدایت|trs|teruskan" +
  "|diteruskan|majukan|chuyển tiếp|chuyển|ส่งต่อ|अग्रेषित|转发|转寄|轉寄|轉發|転送|전달|fs|framsent|áframsent|ym";

/** The source of a pattern for any of these words with its count and its colon: `Re:`, `RE [2] :`, `回复：`. For flags `iu`. */
export function markPattern(...lists: readonly string[]): string {
  const words = lists.join("|").replace(/[.^?]/g, "\\$&");
  return String.raw`(?:${words})\s*(?:\[\d{1,4}\]|\(\d{1,4}\))?\s*[:：]`;
}

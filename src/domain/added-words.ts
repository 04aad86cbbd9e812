// Words that list servers, virus scanners, gateways and legal departments put under and over other people's mail.

export const footerWords =
  /unsubscribe|opt.?out|mailing.?list|list.?info|list.?archive|google.?groups|groups\.io|yahoo! groups|you (?:are )?receiv(?:ed|ing) this|to stop receiving|manage your (?:subscription|preferences)|confidential|disclaimer|privileged|intended (?:only |solely )?(?:for|recipient)|not the intended|consider the environment|registered (?:in|office)|virus.?free|for viruses|anti.?virus|malware|avast|(?:scanned|checked) (?:for|by)|sent (?:via|through|over)|external (?:sender|e-?mail)|abmelden|abbestellen|verteiler|vertraulich|virenfrei|auf viren|amtsgericht|handelsregister|d[ée]sabonner|d[ée]sinscri|confidentiel|liste de diffusion|confidencial|darse de baja|lista de (?:correo|distribui)|cancelar (?:la|su|a) |riservat|disiscri|annulla(?:re)? l.iscrizione|afmelden|uitschrijven|vertrouwelijk|mailinglijst|avregistrera|avprenumerera|konfidentiell|fortrolig|afmeld|luottamuksell|postituslista|poufn|wypisa|rezygn|d[ůu]věrn|odhl[áa]s|bizalmas|leiratkoz|dezabon|confiden[țt]ial|gizli|abonelikten|отписаться|конфиденциальн|рассылк|відписа|конфіденц|退订|退訂|取消订阅|邮件列表|配信停止|機密|メーリングリスト|수신거부|기밀/iu;

// What mail servers write over mail from outside ("external sender" warnings), and Microsoft's first-contact tip.
const bannerWords =
  /originated (?:from )?(?:outside|externally)|(?:from|sent from|came from|received from|sender) (?:is )?(?:an? )?(?:outside|external)|external (?:sender|e-?mail|message|source|mail)|outside (?:of )?(?:the|your|our|this)? ?(?:organi[sz]ation|company|network|firm|university)|(?:do not|don.t|never|avoid) (?:click|open)|you don.t often get (?:an )?e-?mail|learn why this is important|be cautious|exercise caution|think before you click|\bcaution\b|unknown sender|suspicious|externe? (?:e-?mail|nachricht|absender|mail)|von au(?:ß|ss)erhalb|nicht oft e-?mails? von|keine links|exp[ée]diteur externe|(?:courriel|e-?mail|message) (?:externe|provenant de l.ext[ée]rieur)|de l.ext[ée]rieur|ne cliquez pas|vous n.obtenez pas souvent|remitente externo|correo (?:electr[óo]nico )?externo|fuera de (?:la|su|nuestra) organizaci[óo]n|no suele recibir|mittente esterno|e-?mail esterna|all.esterno dell|externe (?:e-?mail|afzender)|buiten (?:de|uw|onze) organisatie|remetente externo|e-?mail externo|fora da (?:sua )?organiza|extern(?:t)? (?:mejl|e-?post|avs[äa]ndare)|utanf[öo]r organisationen|ekstern (?:e-?mail|e-?post|afsender|avsender)|ulkopuol|ulkoinen|spoza (?:organizacji|firmy)|zewn[ęe]trzn|extern[íi] (?:e-?mail|odes[íi]latel)|mimo organizaci|k[üu]ls[őo] (?:felad|e-?mail)|expeditor extern|harici|kurum d[ıi][şs]|внешн(?:ий|яя|ее|его|ей)|за пределами организации|зовнішн|外部(?:からの|发件人|邮件|郵件|メール|寄件)|社外|组织外部|组织之外|외부 ?(?:메일|발신|이메일)/iu;

const longestBanner = 700;
const mostLines = 12;

/**
 * How many lines at the beginning are a known kind of banner: a first paragraph in the words of one, or single lines of it that stand
 * right on top of the text. 0 where there is none.
 */
export function startsLikeBanner(text: readonly string[]): number {
  const start = text.slice(0, 50).findIndex((line) => line.trim() !== "");
  if (start === -1) return 0;
  let end = start;
  let length = 0;
  while (end < text.length && end - start < mostLines && (text[end] ?? "").trim() !== "") {
    length += (text[end] ?? "").length;
    end += 1;
  }
  const isParagraph = end < text.length && (text[end] ?? "").trim() === "";
  if (isParagraph && length <= longestBanner && bannerWords.test(text.slice(start, end).join(" ")))
    return afterNextBanner(text, end);
  const line = text[start] ?? "";
  return line.length <= longestBanner && bannerWords.test(line) ? start + 1 : 0;
}

// Some banners are two paragraphs: a heading, and what to do.
function afterNextBanner(text: readonly string[], end: number): number {
  const next = text.slice(end, end + 5).findIndex((line) => line.trim() !== "");
  if (next === -1) return end;
  const at = end + next;
  const isBanner = (text[at] ?? "").length <= longestBanner && bannerWords.test(text[at] ?? "");
  return isBanner ? at + 1 : end;
}

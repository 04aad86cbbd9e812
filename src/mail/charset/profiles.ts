// How often letters outside ASCII occur in the languages of mail, for finding the charset of text that names none.

export interface LanguageProfile {
  /** Charsets the language is written in, the most likely first. */
  charsets: readonly string[];
  script: "latin" | "other" | "east-asian";
  /** Letters in the order of their frequency. */
  letters: string;
  /** All are as frequent as each other: what a few letters mean before any language shows. */
  isFlat?: true;
  /** What speaks for it before a byte was seen, in natural-log units. */
  prior: number;
}

const west = ["windows-1252", "macintosh", "cp850"];
const centre = ["windows-1250", "iso-8859-2", "cp852"];
const baltic = ["windows-1257", "iso-8859-13"];
const russian = ["windows-1251", "koi8-r", "iso-8859-5", "ibm866", "x-mac-cyrillic"];

// Most undeclared mail is Western, and a handful of letters proves little.
const usual = 3;

export const profiles: readonly LanguageProfile[] = [
  {
    charsets: ["windows-1252"],
    script: "latin",
    letters: "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþßœÿÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞšžŠŽŒ¿¡",
    isFlat: true,
    prior: usual,
  },
  { charsets: west, script: "latin", letters: "éàèêçôùîâûœëïÉÀÊÇ", prior: usual },
  { charsets: west, script: "latin", letters: "üäößÜÄÖé", prior: usual },
  { charsets: west, script: "latin", letters: "óíáéñú¿ü¡ÁÓÑÍÉ", prior: usual },
  { charsets: west, script: "latin", letters: "ãçáéíóêõâúàôÇÃÁÉ", prior: usual },
  { charsets: west, script: "latin", letters: "àèùòìéÈÀ", prior: usual },
  { charsets: west, script: "latin", letters: "äåöÅÄÖé", prior: usual },
  { charsets: west, script: "latin", letters: "åøæØÅÆéö", prior: usual },
  { charsets: west, script: "latin", letters: "áðíóöþéæúýÞÁÍÓÖÚÐ", prior: 1 },
  { charsets: centre, script: "latin", letters: "ąęłóśćżźńŁŚŻĆÓ", prior: 0 },
  { charsets: centre, script: "latin", letters: "íáěéřšžýčůúňťďóŠČŘŽÚÍÁÝĎ", prior: 0 },
  { charsets: centre, script: "latin", letters: "áíéčšúžýľťňôďäóŕĺŠČŽÁÚ", prior: 0 },
  { charsets: centre, script: "latin", letters: "áéöóőüíúűÁÉÖÓÜŐ", prior: 0 },
  { charsets: centre, script: "latin", letters: "čšžćđŠČŽĆĐ", prior: 0 },
  { charsets: centre, script: "latin", letters: "ăîâşţÎĂŞŢÂ", prior: 0 },
  { charsets: ["windows-1254"], script: "latin", letters: "ıüşğçöİŞÇÜÖĞâî", prior: 0.5 },
  { charsets: baltic, script: "latin", letters: "ėšųžįąūčęŠŽĖČĮ", prior: 0 },
  { charsets: baltic, script: "latin", letters: "āīēšņūžļķčģĀŠĒĪŪŽĶ", prior: 0 },
  { charsets: baltic, script: "latin", letters: "äõüöšžÕÄÜÖ", prior: -1 },
  { charsets: russian, script: "other", letters: "оеаинтсрвлкмдпуяызьбгчйхжшюцщэфёъ", prior: 0 },
  {
    charsets: ["windows-1251", "koi8-u", "iso-8859-5"],
    script: "other",
    letters: "оаниівтерсклудмпязьбгйчхжщїцюєшфґ",
    prior: -0.5,
  },
  { charsets: ["windows-1251", "iso-8859-5"], script: "other", letters: "аоеинтрсвлкдпмзягъубчцжщхюшйфь", prior: -0.5 },
  { charsets: ["windows-1251", "iso-8859-5"], script: "other", letters: "аоиенрсјтукдвмплзбгчшжцњљћхђџф", prior: -1 },
  { charsets: ["windows-1253", "iso-8859-7"], script: "other", letters: "αοιετσνηρυκπλμςωάόίδέγχήθφβύξώζψ", prior: 0 },
  { charsets: ["windows-1255", "iso-8859-8"], script: "other", letters: "יוהלאתרבםמשנעדקחפכטזגןסצךףץ", prior: 0 },
  { charsets: ["windows-1256", "iso-8859-6"], script: "other", letters: "اليمنوترهبدعةسفأقكحجشذطىصخإزضئغثظءؤآ", prior: 0 },
  { charsets: ["windows-874"], script: "other", letters: "านรอก่เยลงมวทต้ัสีดิปคหขะพจใถไชำบุู็แโืธผฟ", prior: 0 },
  {
    charsets: ["shift_jis", "euc-jp"],
    script: "east-asian",
    letters: "のいにたはをるとしてがなでれますかっらくきもりけこさよ、。ーうあそせえみおつねわめどちンスルトイアリクラシド",
    prior: 0,
  },
  {
    charsets: ["gb18030"],
    script: "east-asian",
    letters:
      "的，。一是不了在人有我你您好请这中大来上国个到们为和地出时年要以会公司对可多能发业服务信息产品电话网价格谢联系：！、",
    prior: 0,
  },
  {
    charsets: ["big5"],
    script: "east-asian",
    letters:
      "的，。一是不了在人有我你您好請這中大來上國個到們為和地出時年要以會公司對可多能發業服務信息產品電話網價格謝聯絡：！、",
    prior: 0,
  },
  {
    charsets: ["euc-kr"],
    script: "east-asian",
    letters: "이다는을가에의하고지로한은도기사대인자시리어서해나부정일아수과그전제를보장만원라구여상들우스안세주성관소입니습",
    prior: 0,
  },
];

/** Signs that mail of every language uses where its charset has them. */
export const commonSigns = "\u00a0“”‘’„–—…•«»°€§©®£·´№";

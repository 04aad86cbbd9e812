// Names of the months as mail programs write them in dates, by language.

const byLanguage: readonly string[] = [
  "january february march april may june july august september october november december",
  "jan feb mar apr may jun jul aug sep oct nov dec",
  "januar februar märz april mai juni juli august september oktober november dezember",
  "jän feb mär apr mai jun jul aug sept okt nov dez",
  "jan feb mär apr mai jun jul aug sep okt nov dez",
  "januar februar maerz april mai juni juli august september oktober november dezember",
  "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
  "janv févr mars avr mai juin juil août sept oct nov déc",
  "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
  "ene feb mar abr may jun jul ago sept oct nov dic",
  "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
  "gen febr març abr maig juny jul ag set oct nov des",
  "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
  "jan fev mar abr mai jun jul ago set out nov dez",
  "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
  "gen feb mar apr mag giu lug ago set ott nov dic",
  "januari februari maart april mei juni juli augustus september oktober november december",
  "jan feb mrt apr mei jun jul aug sep okt nov dec",
  "januari februari mars april maj juni juli augusti september oktober november december",
  "januar februar marts april maj juni juli august september oktober november december",
  "januar februar mars april mai juni juli august september oktober november desember",
  "janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember",
  "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta",
  "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu",
  "tammik helmik maalisk huhtik toukok kesäk heinäk elok syysk lokak marrask jouluk",
  "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember",
  "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
  "sty lut mar kwi maj cze lip sie wrz paź lis gru",
  "ledna února března dubna května června července srpna září října listopadu prosince",
  "januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra",
  "január február március április május június július augusztus szeptember október november december",
  "jan febr márc ápr máj jún júl aug szept okt nov dec",
  "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
  "ian feb mar apr mai iun iul aug sept oct nov dec",
  "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
  "янв февр мар апр мая июн июл авг сент окт нояб дек",
  "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
  "янв фев мар апр май июн июл авг сен окт ноя дек",
  "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
  "січ лют бер квіт трав черв лип серп вер жовт лист груд",
  "януари февруари март април май юни юли август септември октомври ноември декември",
  "јануар фебруар март април мај јун јул август септембар октобар новембар децембар",
  "siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca",
  "sij velj ožu tra svi lip srp kol ruj lis stu pro",
  "januar februar mart april maj jun jul avgust septembar oktobar novembar decembar",
  "januar februar marec april maj junij julij avgust september oktober november december",
  "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
  "oca şub mar nis may haz tem ağu eyl eki kas ara",
  "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio",
  "janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts septembris oktobris novembris decembris",
  "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου",
  "ιαν φεβ μαρ απρ μαΐ ιουν ιουλ αυγ σεπ οκτ νοε δεκ",
  "בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר",
  "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
  "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
  "januari februari maret april mei juni juli agustus september oktober november desember",
  "januari februari mac april mei jun julai ogos september oktober november disember",
  "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
];

const words: readonly (readonly [word: string, month: number])[] = byLanguage.flatMap((list) =>
  list.split(" ").map((word, month) => [word, month] as const),
);
const exact = exactMonths();
const damaged = damagedMonths();

/** The month, 0 to 11, that a word names; null where it names none, or two languages disagree: Croatian and Polish about "lip". */
export function monthOf(word: string): number | null {
  const month = exact.get(
    word
      .toLowerCase()
      .replace(/[.,]+$/, "")
      .replace("\u0307", ""),
  );
  return month ?? null;
}

/**
 * The same for a word that may have lost its letters with accents, or its end. Where languages disagree the first of the list counts.
 */
export function monthOfDamaged(word: string): number | null {
  const whole = monthOf(word);
  if (whole !== null) return whole;
  const letters = latin(word.toLowerCase());
  if (letters.length < 2 || /\d/.test(word)) return null;
  return damaged.get(letters) ?? damaged.get(letters.slice(0, 4)) ?? damaged.get(letters.slice(0, 3)) ?? null;
}

function exactMonths(): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const ambiguous = new Set<string>();
  for (const [word, month] of words) {
    if ((found.get(word) ?? month) !== month) ambiguous.add(word);
    found.set(word, month);
  }
  for (const word of ambiguous) found.delete(word);
  return found;
}

// "März" arrives as "Maerz" is written, as "Marz", and as "Mrz".
function damagedMonths(): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [word, month] of words) {
    for (const form of [latin(word), latin(word.normalize("NFD"))]) {
      if (form.length > 1 && !found.has(form)) found.set(form, month);
    }
  }
  return found;
}

function latin(text: string): string {
  return text.replace(/[^a-z]/g, "");
}

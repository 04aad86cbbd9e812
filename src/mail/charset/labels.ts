// The names that mailers give to charsets, and the charset each of them means.

/** Names that say nothing: the charset has to be found from the bytes. */
const meaningless = new Set([
  "unknown",
  "unknown-8bit",
  "x-unknown",
  "x-unknown-8bit",
  "default",
  "default-charset",
  "x-default",
  "x-user-defined",
  "user-defined",
  "none",
  "null",
  "undefined",
  "binary",
  "7bit",
  "8bit",
  "8-bit",
  "ansi",
  "auto",
  "autodetect",
  "charset",
  "iso-8859",
  "windows",
]);

/** Names without a rule, after `_` and blanks became `-`. The Encoding standard and iconv know the rest. */
const aliases: Readonly<Record<string, string>> = {
  utf8: "utf-8",
  "utf-8n": "utf-8",
  "utf-8-mac": "utf-8",
  "unicode-1-1-utf-8": "utf-8",
  utf8mb4: "utf-8",
  "utf-08": "utf-8",
  "x-utf-8": "utf-8",
  al32utf8: "utf-8",
  unicode: "utf-16",
  "ucs-2": "utf-16",
  "iso-10646-ucs-2": "utf-16",
  utf16: "utf-16",
  "unicode-1-1-utf-7": "utf-7",
  "x-unicode-2-0-utf-7": "utf-7",
  utf7: "utf-7",
  ascii: "us-ascii",
  "us-ascii": "us-ascii",
  "ansi-x3.4-1968": "us-ascii",
  "ansi-x3.4-1986": "us-ascii",
  "iso-646": "us-ascii",
  "iso646-us": "us-ascii",
  us: "us-ascii",
  latin1: "iso-8859-1",
  "latin-1": "iso-8859-1",
  "iso-latin-1": "iso-8859-1",
  l1: "iso-8859-1",
  latin2: "iso-8859-2",
  "latin-2": "iso-8859-2",
  latin5: "iso-8859-9",
  "latin-5": "iso-8859-9",
  latin9: "iso-8859-15",
  "latin-9": "iso-8859-15",
  koi8: "koi8-r",
  "koi-8": "koi8-r",
  "koi-8-r": "koi8-r",
  koi8r: "koi8-r",
  koi8u: "koi8-u",
  "koi8-ru": "koi8-u",
  cyrillic: "iso-8859-5",
  greek: "iso-8859-7",
  hebrew: "iso-8859-8",
  visual: "iso-8859-8",
  logical: "iso-8859-8",
  arabic: "iso-8859-6",
  thai: "windows-874",
  "tis-620": "windows-874",
  tis620: "windows-874",
  "ks-c-5601-1987": "euc-kr",
  "ks-c-5601-1989": "euc-kr",
  "ks-c-5601": "euc-kr",
  "ksc-5601": "euc-kr",
  ksc5601: "euc-kr",
  kr: "euc-kr",
  korean: "euc-kr",
  uhc: "euc-kr",
  "x-euc-kr": "euc-kr",
  "gb2312-80": "gbk",
  "gb-2312-80": "gbk",
  "gb-2312": "gbk",
  gb2312: "gbk",
  "euc-cn": "gbk",
  "x-euc-cn": "gbk",
  "cn-gb": "gbk",
  "x-gbk": "gbk",
  chinese: "gbk",
  "gb-18030": "gb18030",
  "gb18030-2000": "gb18030",
  hz: "hz-gb-2312",
  "big-5": "big5",
  "x-big5": "big5",
  "x-x-big5": "big5",
  "cn-big5": "big5",
  "big5-eten": "big5",
  sjis: "shift_jis",
  "x-sjis": "shift_jis",
  "shift-jis": "shift_jis",
  shiftjis: "shift_jis",
  "ms-kanji": "shift_jis",
  "windows-31j": "shift_jis",
  jis: "iso-2022-jp",
  "iso-2022-jp-1": "iso-2022-jp",
  "iso-2022-jp-2": "iso-2022-jp",
  "iso-2022-jp-3": "iso-2022-jp",
  "iso-2022-jp-2004": "iso-2022-jp",
  "iso-2022-jp-ms": "iso-2022-jp",
  "iso-2022-cn": "iso-2022-jp",
  "iso-2022-cn-ext": "iso-2022-jp",
  "iso-2022-kr": "iso-2022-jp",
  eucjp: "euc-jp",
  "x-euc-jp": "euc-jp",
  ujis: "euc-jp",
  "x-mac-japanese": "shift_jis",
  "x-mac-chinesesimp": "gbk",
  "x-mac-chinesetrad": "big5",
  "x-mac-korean": "euc-kr",
  mac: "macintosh",
  "mac-roman": "macintosh",
  "x-mac-roman": "macintosh",
  "apple-roman": "macintosh",
  "mac-cyrillic": "x-mac-cyrillic",
  "x-mac-ukrainian": "x-mac-cyrillic",
  "mac-ce": "maccenteuro",
  "x-mac-ce": "maccenteuro",
  "x-mac-centraleurroman": "maccenteuro",
  "x-mac-greek": "macgreek",
  "x-mac-turkish": "macturkish",
  "x-mac-icelandic": "maciceland",
  "x-mac-croatian": "maccroatian",
  "x-mac-romanian": "macromania",
  "x-mac-thai": "macthai",
};

/** Code pages whose number alone does not name a charset that the Encoding standard or iconv knows. */
const codePages: Readonly<Record<string, string>> = {
  "866": "ibm866",
  "874": "windows-874",
  "932": "shift_jis",
  "936": "gbk",
  "949": "euc-kr",
  "950": "big5",
  "943": "shift_jis",
  "1200": "utf-16le",
  "1201": "utf-16be",
  "10000": "macintosh",
  "10007": "x-mac-cyrillic",
  "20127": "us-ascii",
  "20866": "koi8-r",
  "21866": "koi8-u",
  "28603": "iso-8859-13",
  "28605": "iso-8859-15",
  "50220": "iso-2022-jp",
  "50221": "iso-2022-jp",
  "50222": "iso-2022-jp",
  "50225": "iso-2022-jp",
  "51932": "euc-jp",
  "51936": "gbk",
  "51949": "euc-kr",
  "52936": "hz-gb-2312",
  "54936": "gb18030",
  "65000": "utf-7",
  "65001": "utf-8",
};

const maxLabelLength = 60;

/**
 * The charset that a label means, in lower case: a name for TextDecoder, for iconv, or one of our own (`us-ascii`, `hz-gb-2312`).
 * Null where the label says nothing. A name nobody knows is given back as it is.
 */
export function charsetOf(label: string | null): string | null {
  if (label === null || label.length > maxLabelLength * 2) return null;
  const seen = meanings.get(label);
  if (seen !== undefined) return seen;
  if (meanings.size >= maxMeanings) meanings.clear();
  const meaning = readLabel(label);
  meanings.set(label, meaning);
  return meaning;
}

// The same few names stand in every mail, and thousands of times in some.
const meanings = new Map<string, string | null>();
const maxMeanings = 500;

function readLabel(label: string): string | null {
  const name = bareName(label);
  if (name === "" || name.length > maxLabelLength || meaningless.has(name)) return null;
  return aliases[name] ?? numbered(name) ?? name;
}

// Quotes, a repeated `charset=`, comments and languages occur around the name.
function bareName(label: string): string {
  const text = label
    .toLowerCase()
    .replace(/["'`<>\\]/g, "")
    .trim();
  const name = (text.startsWith("charset=") ? text.slice(8) : text).split(/[;,*(]/, 1)[0]!.trim();
  return name.replace(/[_\s]+/g, "-");
}

function numbered(name: string): string | null {
  const iso = /^(?:x-)?(?:iso|8859)?-?(?:8859)-?(\d{1,2})(?:-[ie]|:\d{4})?$/.exec(name) ?? /^iso-?8859-?(\d{1,2})-/.exec(name);
  if (iso !== null) return isoCharset(Number(iso[1]));
  const page = /^(?:x-)?(?:cp|ibm|win|windows|ansi|ms|dos|codepage|csibm)-?(?:cp-?)?(\d{3,5})$/.exec(name)?.[1];
  if (page === undefined) return null;
  if (codePages[page] !== undefined) return codePages[page];
  if (/^125[0-8]$/.test(page)) return `windows-${page}`;
  if (/^2859\d$/.test(page)) return isoCharset(Number(page) - 28_590);
  return `cp${page}`;
}

function isoCharset(part: number): string {
  return part === 11 ? "windows-874" : `iso-8859-${part}`;
}

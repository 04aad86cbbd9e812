// A file's name as it may be shown and offered for download: no path, no hidden or direction-changing characters, never empty.
const maxLength = 150;
// Cc, Cf (with bidi and zero-width), line and paragraph separators, lone surrogates, and letters that show nothing.
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u115f\u1160\u3164\uffa0\u2800]/gu;
const separators = /[/\\:*?"<>|\u2044\u2215\u29f8\uff0f\uff3c]/g;
const devices = new Set([
  "con",
  "prn",
  "aux",
  "nul",
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((digit) => [`com${digit}`, `lpt${digit}`]),
]);

/** Cleans first and checks afterwards (ASVS 1.1.1). `fallback` is used where nothing is left. */
export function cleanFileName(name: string, fallback = "attachment"): string {
  const visible = name.slice(0, 4_000).replace(hidden, "").normalize("NFC");
  const flat = trimDotsAndBlanks(visible.replace(separators, "_").replace(/\s/gu, " "));
  const short = shorten(flat);
  if (short === "" || isOnlyPlaceholders(short)) return fallback;
  return devices.has(short.split(".")[0]!.toLowerCase()) ? `_${short}` : short;
}

/** The extension without its dot, in lower case; empty where there is none. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot <= 0 || name.length - dot > 12 ? "" : name.slice(dot + 1).toLowerCase();
}

function trimDotsAndBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isDotOrBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isDotOrBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isDotOrBlank(code: number): boolean {
  return code === 46 || code === 32;
}

function isOnlyPlaceholders(text: string): boolean {
  for (const character of text) if (character !== "_" && character !== "." && character !== " ") return false;
  return true;
}

// The end carries the extension, which a reader must see.
function shorten(name: string): string {
  if (name.length <= maxLength) return name;
  const extension = extensionOf(name);
  const tail = extension === "" ? "" : `.${extension}`;
  const head = name.slice(0, maxLength - tail.length);
  const splitsPair = !head.isWellFormed();
  return trimDotsAndBlanks(splitsPair ? head.slice(0, -1) : head) + tail;
}

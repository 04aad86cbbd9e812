// The Content-Disposition field (RFC 6266): a plain name for old readers and the whole one in UTF-8 (RFC 8187).

/** `attachment; filename="r_sum_.pdf"; filename*=UTF-8''r%C3%A9sum%C3%A9.pdf` */
export function contentDisposition(type: "inline" | "attachment", name: string): string {
  const whole = name.toWellFormed();
  const plain = whole.replace(/[^\x20-\x7e]|["\\%/]/g, "_");
  // RFC 8187 §3.2.1: attr-char leaves out ' ( ) * which encodeURIComponent lets pass.
  const encoded = encodeURIComponent(whole).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${type}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

// A style attribute reduced to looks: declarations that can neither load anything, nor leave their place, nor hide behind escapes.

const properties = new Set(
  (
    "background-color border border-bottom border-bottom-color border-bottom-style border-bottom-width border-collapse border-color border-left " +
    "border-left-color border-left-style border-left-width border-radius border-right border-right-color border-right-style border-right-width " +
    "border-spacing border-style border-top border-top-color border-top-style border-top-width border-width color direction display font " +
    "font-family font-size font-style font-variant font-weight height letter-spacing line-height list-style-type margin margin-bottom " +
    "margin-left margin-right margin-top max-height max-width min-height min-width padding padding-bottom padding-left padding-right " +
    "padding-top table-layout text-align text-decoration text-decoration-color text-decoration-line text-indent text-transform " +
    "vertical-align white-space width word-break word-spacing word-wrap overflow-wrap"
  ).split(" "),
);

const maxStyle = 4_000;
/** Letters, numbers, units, colours, lists and quoted names. No backslash, at sign, slash-star, angle bracket or ampersand. */
const plainValue = /^[\p{L}\p{N} \t.,#%'"!()+-]*$/u;
/** The only functions that a value may call. */
const functions = new Set(["rgb", "rgba", "hsl", "hsla"]);

export function safeStyle(style: string): string {
  if (style.length > maxStyle) return "";
  const kept: string[] = [];
  for (const declaration of style.split(";")) {
    const colon = declaration.indexOf(":");
    if (colon === -1) continue;
    const name = declaration.slice(0, colon).trim().toLowerCase();
    const value = declaration.slice(colon + 1).trim();
    if (properties.has(name) && isSafeValue(value)) kept.push(`${name}: ${value}`);
  }
  return kept.join("; ");
}

function isSafeValue(value: string): boolean {
  if (value === "" || value.length > 300 || !plainValue.test(value)) return false;
  if (!hasBalancedQuotes(value)) return false;
  for (const piece of value.split("(").slice(0, -1)) {
    const name = /[a-z-]*$/i.exec(piece.slice(-40))?.[0]?.toLowerCase() ?? "";
    if (!functions.has(name)) return false;
  }
  return true;
}

function hasBalancedQuotes(value: string): boolean {
  return value.split('"').length % 2 === 1 && value.split("'").length % 2 === 1;
}

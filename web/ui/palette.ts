// The colours of the console as data: ramps from light to dark, and what each role is in the light and the dark scheme.

/** Ten steps, lightest first; the index is Mantine's shade. */
export type Ramp = readonly [string, string, string, string, string, string, string, string, string, string];

export const slate: Ramp = [
  "#f6f8f9",
  "#edf1f3",
  "#e1e7ea",
  "#ced7dc",
  "#b0bdc4",
  "#7c8d96",
  "#5a6a73",
  "#46545d",
  "#2f3a41",
  "#1a2328",
];
/** Mantine's order for dark surfaces: text first, deepest surface last. */
export const night: Ramp = [
  "#d9e1e5",
  "#bac6cc",
  "#97a6af",
  "#84949d",
  "#3b4850",
  "#2c373e",
  "#222b31",
  "#182025",
  "#12191d",
  "#0b1013",
];
export const tide: Ramp = [
  "#e9f5f5",
  "#cfe8e8",
  "#a4d5d6",
  "#72bdbf",
  "#45a5a8",
  "#218a8d",
  "#127276",
  "#0c6064",
  "#0a4d50",
  "#073a3d",
];
export const green: Ramp = [
  "#e9f6ee",
  "#d0ebda",
  "#a6d9b9",
  "#78c496",
  "#4fae77",
  "#2f9560",
  "#207a4c",
  "#1a673f",
  "#155233",
  "#0f3c25",
];
export const amber: Ramp = [
  "#fdf4e3",
  "#fae6c2",
  "#f3cf8f",
  "#eab659",
  "#dd9c2f",
  "#c38014",
  "#a0650b",
  "#845108",
  "#693f06",
  "#4d2e04",
];
export const red: Ramp = [
  "#fdeeed",
  "#fad9d6",
  "#f4b3ae",
  "#ec8a83",
  "#e0645c",
  "#cf443b",
  "#b8332b",
  "#9c2a23",
  "#7d211c",
  "#5c1814",
];

/** What a colour is for. Components use roles, never ramps. */
export interface Roles {
  /** The page behind everything. */
  ground: string;
  /** Rail, table heads, folded history. */
  sunken: string;
  /** Cards, menus, drawers, inputs. */
  raised: string;
  hover: string;
  selected: string;
  border: string;
  /** Edges of controls, which need 3:1 (WCAG 1.4.11). */
  edge: string;
  text: string;
  muted: string;
  accent: string;
  onAccent: string;
  accentText: string;
  accentSoft: string;
  focus: string;
  okText: string;
  okSoft: string;
  okMark: string;
  warnText: string;
  warnSoft: string;
  warnMark: string;
  badText: string;
  badSoft: string;
  badMark: string;
  /** HTML mail lies on white paper in both schemes. */
  paper: string;
}

export const lightRoles: Roles = {
  ground: "#ffffff",
  sunken: slate[0],
  raised: "#ffffff",
  hover: slate[1],
  selected: tide[0],
  border: slate[2],
  edge: slate[5],
  text: slate[9],
  muted: slate[6],
  accent: tide[7],
  onAccent: "#ffffff",
  accentText: tide[7],
  accentSoft: tide[0],
  focus: tide[6],
  okText: green[7],
  okSoft: green[0],
  okMark: green[5],
  warnText: amber[7],
  warnSoft: amber[0],
  warnMark: amber[5],
  badText: red[7],
  badSoft: red[0],
  badMark: red[5],
  paper: "#ffffff",
};

export const darkRoles: Roles = {
  ground: night[7],
  sunken: night[8],
  raised: night[6],
  hover: night[5],
  selected: "#15363a",
  border: "#2b363d",
  edge: "#6d7d87",
  text: night[0],
  muted: night[2],
  accent: tide[3],
  onAccent: night[9],
  accentText: tide[3],
  accentSoft: "#15363a",
  focus: tide[3],
  okText: green[3],
  okSoft: "#15301f",
  okMark: green[4],
  warnText: amber[3],
  warnSoft: "#34270f",
  warnMark: amber[4],
  badText: red[3],
  badSoft: "#3a1c1a",
  badMark: red[4],
  paper: "#ffffff",
};

/** Pairs that carry text, each held to 4.5:1; and pairs that carry a shape or an edge, each held to 3:1. */
export const textPairs: readonly (readonly [keyof Roles, keyof Roles])[] = [
  ["text", "ground"],
  ["text", "sunken"],
  ["text", "raised"],
  ["text", "hover"],
  ["text", "selected"],
  ["muted", "ground"],
  ["muted", "sunken"],
  ["muted", "raised"],
  ["muted", "hover"],
  ["muted", "selected"],
  ["accentText", "ground"],
  ["accentText", "sunken"],
  ["accentText", "raised"],
  ["accentText", "accentSoft"],
  ["accentText", "hover"],
  ["onAccent", "accent"],
  ["okText", "okSoft"],
  ["okText", "ground"],
  ["okText", "raised"],
  ["okText", "sunken"],
  ["warnText", "warnSoft"],
  ["warnText", "ground"],
  ["warnText", "raised"],
  ["warnText", "sunken"],
  ["badText", "badSoft"],
  ["badText", "ground"],
  ["badText", "raised"],
  ["badText", "sunken"],
  ["text", "warnSoft"],
  ["text", "okSoft"],
  ["text", "badSoft"],
  ["text", "accentSoft"],
  ["muted", "warnSoft"],
  ["muted", "okSoft"],
  ["muted", "badSoft"],
];
export const shapePairs: readonly (readonly [keyof Roles, keyof Roles])[] = [
  ["focus", "ground"],
  ["focus", "sunken"],
  ["focus", "raised"],
  ["focus", "selected"],
  ["edge", "ground"],
  ["edge", "raised"],
  ["edge", "sunken"],
  ["okMark", "ground"],
  ["okMark", "sunken"],
  ["warnMark", "ground"],
  ["warnMark", "sunken"],
  ["badMark", "ground"],
  ["badMark", "sunken"],
];

/** WCAG 2.2 relative luminance of a #rrggbb colour. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255));
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

/** WCAG 2.2 contrast ratio of two #rrggbb colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}

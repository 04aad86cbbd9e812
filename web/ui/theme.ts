// The one theme of the console: colour, type, space, radius and motion. Nothing on a screen takes these from anywhere else.
import { createTheme, type CSSVariablesResolver, type MantineThemeOverride } from "@mantine/core";
import { amber, darkRoles, green, lightRoles, night, red, type Roles, slate, tide } from "./palette.ts";

// Inter comes with the console (styles.ts); other scripts are drawn in the system's own face.
const sans =
  '"Inter Variable", Inter, "Segoe UI Variable Text", -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif';
const mono = 'ui-monospace, SFMono-Regular, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace';

const motion = { duration: 140, timingFunction: "ease-out" };

export const theme: MantineThemeOverride = createTheme({
  primaryColor: "tide",
  primaryShade: { light: 7, dark: 6 },
  colors: {
    tide: [...tide],
    gray: [...slate],
    dark: [...night],
    green: [...green],
    yellow: [...amber],
    orange: [...amber],
    red: [...red],
  },
  white: "#ffffff",
  black: slate[9],
  fontFamily: sans,
  fontFamilyMonospace: mono,
  fontSizes: { xs: px(12), sm: px(13), md: px(14), lg: px(16), xl: px(20) },
  lineHeights: { xs: "1.34", sm: "1.46", md: "1.5", lg: "1.5", xl: "1.4" },
  fontWeights: { regular: "400", medium: "550", bold: "650" },
  spacing: { xs: px(4), sm: px(8), md: px(12), lg: px(16), xl: px(24) },
  radius: { xs: px(4), sm: px(6), md: px(6), lg: px(6), xl: px(6) },
  defaultRadius: "sm",
  shadows: {
    xs: "none",
    sm: "none",
    md: "0 8px 24px rgb(11 16 19 / 14%)",
    lg: "0 8px 24px rgb(11 16 19 / 14%)",
    xl: "0 8px 24px rgb(11 16 19 / 14%)",
  },
  headings: {
    fontFamily: sans,
    fontWeight: "650",
    sizes: {
      h1: { fontSize: px(20), lineHeight: px(28) },
      h2: { fontSize: px(16), lineHeight: px(24) },
      h3: { fontSize: px(14), lineHeight: px(20) },
      h4: { fontSize: px(13), lineHeight: px(20) },
      h5: { fontSize: px(13), lineHeight: px(20) },
      h6: { fontSize: px(12), lineHeight: px(16) },
    },
  },
  focusRing: "auto",
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
    Alert: { defaultProps: { radius: "sm" } },
    Badge: { defaultProps: { radius: "xs", variant: "light", size: "md", tt: "none", fw: 550 } },
    Button: { defaultProps: { size: "sm" } },
    Checkbox: { defaultProps: { classNames: { input: "edged" } } },
    Drawer: {
      defaultProps: {
        position: "right",
        size: 560,
        padding: "lg",
        transitionProps: motion,
        overlayProps: { backgroundOpacity: 0.28 },
      },
    },
    Input: { defaultProps: { classNames: { wrapper: "edgedInput" } } },
    // Within the page's landmark, and without the empty element that takes the focus first: a menu holds its items alone (ARIA 1.2, menu).
    Menu: {
      defaultProps: {
        shadow: "md",
        transitionProps: motion,
        withinPortal: true,
        portalProps: { target: "#page" },
        withInitialFocusPlaceholder: false,
        classNames: { dropdown: "menuSheet" },
      },
    },
    Modal: {
      defaultProps: { centered: true, padding: "lg", transitionProps: motion, overlayProps: { backgroundOpacity: 0.28 } },
    },
    Paper: { defaultProps: { withBorder: true, shadow: "none" } },
    PasswordInput: { defaultProps: { size: "sm" } },
    Popover: { defaultProps: { shadow: "md", transitionProps: motion } },
    SegmentedControl: { defaultProps: { size: "sm", transitionDuration: 140 } },
    Select: { defaultProps: { size: "sm", allowDeselect: false } },
    TextInput: { defaultProps: { size: "sm" } },
    Textarea: { defaultProps: { size: "sm" } },
    Tooltip: { defaultProps: { openDelay: 400, transitionProps: motion, withArrow: false, multiline: true, maw: 320 } },
  },
});

/** Puts the roles on :root as --inlet-*, and leads Mantine's own variables to them. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: { "--inlet-motion": "140ms", "--inlet-rail": px(208), "--inlet-line": px(1) },
  light: { ...rolesAsVariables(lightRoles), ...mantineVariables(lightRoles) },
  dark: { ...rolesAsVariables(darkRoles), ...mantineVariables(darkRoles) },
});

function rolesAsVariables(roles: Roles): Record<string, string> {
  return Object.fromEntries(Object.entries(roles).map(([role, colour]) => [`--inlet-${kebab(role)}`, colour]));
}

function mantineVariables(roles: Roles): Record<string, string> {
  return {
    "--mantine-color-body": roles.ground,
    "--mantine-color-text": roles.text,
    "--mantine-color-bright": roles.text,
    "--mantine-color-dimmed": roles.muted,
    "--mantine-color-placeholder": roles.muted,
    "--mantine-color-anchor": roles.accentText,
    "--mantine-color-default": roles.raised,
    "--mantine-color-default-hover": roles.hover,
    "--mantine-color-default-color": roles.text,
    "--mantine-color-default-border": roles.border,
    "--mantine-color-error": roles.badText,
    "--mantine-color-success": roles.okText,
    ...light("tide", roles.accentSoft, roles.hover, roles.accentText),
    ...light("green", roles.okSoft, roles.okSoft, roles.okText),
    ...light("yellow", roles.warnSoft, roles.warnSoft, roles.warnText),
    ...light("orange", roles.warnSoft, roles.warnSoft, roles.warnText),
    ...light("red", roles.badSoft, roles.badSoft, roles.badText),
    ...light("gray", roles.hover, roles.selected, roles.text),
    "--mantine-color-gray-outline": roles.edge,
  };
}

// Mantine's light and subtle variants of one colour, in our roles.
function light(name: string, ground: string, hover: string, ink: string): Record<string, string> {
  return {
    [`--mantine-color-${name}-light`]: ground,
    [`--mantine-color-${name}-light-hover`]: hover,
    [`--mantine-color-${name}-light-color`]: ink,
    [`--mantine-color-${name}-text`]: ink,
  };
}

function px(pixels: number): string {
  return `${pixels / 16}rem`;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

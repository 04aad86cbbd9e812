// Sets the colour scheme before the first paint, so that a dark screen never flashes white. Same key as web/ui/color-scheme.ts.
{
  let chosen = null;
  try {
    chosen = window.localStorage.getItem("inlet-color-scheme");
  } catch {
    // Storage can be switched off: then the system decides.
  }
  const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  const scheme = chosen === "light" || chosen === "dark" ? chosen : dark ? "dark" : "light";
  document.documentElement.setAttribute("data-mantine-color-scheme", scheme);
  // The ground of each scheme, as in web/ui/palette.ts; the theme takes over once it is there.
  document.documentElement.style.backgroundColor = scheme === "dark" ? "#182025" : "#ffffff";
}

// Sets the colour scheme before the first paint, so that a dark screen never flashes white. Same key as web/ui/color-scheme.ts.
(function () {
  var chosen = null;
  try {
    chosen = window.localStorage.getItem("inlet-color-scheme");
  } catch (_) {
    // Storage can be switched off: then the system decides.
  }
  var dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  var scheme = chosen === "light" || chosen === "dark" ? chosen : dark ? "dark" : "light";
  document.documentElement.setAttribute("data-mantine-color-scheme", scheme);
  document.documentElement.style.backgroundColor = scheme === "dark" ? "#182025" : "#ffffff";
})();

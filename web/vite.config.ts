// How the console is built: static files in dist/console, split by page, nothing inlined, nothing fetched from elsewhere.
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig(({ command }) => ({
  root: here("./console"),
  base: "/",
  plugins: [react(), ...(command === "build" ? [alwaysForProduction()] : [])],
  build: {
    outDir: here("../dist/console"),
    emptyOutDir: true,
    target: "es2023",
    // The content security policy allows no inline script and no data: script; every asset is a file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The editor is the largest; it comes when somebody begins to write.
    chunkSizeWarningLimit: 480,
    sourcemap: false,
  },
  server: { host: "127.0.0.1", proxy: { "/api": process.env["INLET_PUBLIC_URL"] ?? "http://127.0.0.1:3000" } },
}));

// A build begun by a test runner inherits NODE_ENV=test, and would carry React's development half to users.
function alwaysForProduction(): Plugin {
  const before = process.env["NODE_ENV"];
  process.env["NODE_ENV"] = "production";
  return {
    name: "always-for-production",
    closeBundle() {
      if (before === undefined) delete process.env["NODE_ENV"];
      else process.env["NODE_ENV"] = before;
    },
  };
}

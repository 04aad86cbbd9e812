// How the console is built: static files in dist/console, split by page, nothing inlined, nothing fetched from elsewhere.
import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("./console"),
  base: "/",
  plugins: [react()],
  build: {
    outDir: here("../dist/console"),
    emptyOutDir: true,
    target: "es2023",
    // The content security policy allows no inline script and no data: script; every asset is a file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    chunkSizeWarningLimit: 400,
    sourcemap: false,
  },
  server: { host: "127.0.0.1", proxy: { "/api": process.env["INLET_PUBLIC_URL"] ?? "http://127.0.0.1:3000" } },
});

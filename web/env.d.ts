// What the bundler adds to TypeScript's knowledge: style sheets as modules.
/// <reference types="vite/client" />

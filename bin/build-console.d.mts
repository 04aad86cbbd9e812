// What bin/build-console.mjs exports.
export declare function buildConsole(): Promise<void>;

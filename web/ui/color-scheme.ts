// Where the chosen colour scheme is remembered: in this browser, under the key that public/color-scheme.js reads before the first paint.
import { localStorageColorSchemeManager } from "@mantine/core";

export const colorSchemeManager = localStorageColorSchemeManager({ key: "inlet-color-scheme" });

// Where the console begins: theme, data, routes.
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { colorSchemeManager } from "../ui/color-scheme.ts";
import "../ui/styles.ts";
import { cssVariables, theme } from "../ui/theme.ts";
import { queryClient } from "./queries.ts";
import { router } from "./router.tsx";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
// From here on the theme paints the ground.
document.documentElement.style.removeProperty("background-color");

createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      colorSchemeManager={colorSchemeManager}
      deduplicateInlineStyles
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Notifications position="bottom-left" limit={3} transitionDuration={140} containerWidth={380} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);

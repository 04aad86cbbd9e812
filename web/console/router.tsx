// The pages of the console and their addresses: every address restores exactly what one saw.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from "@tanstack/react-router";
import { ApiProblem, onSessionEnd } from "../api.ts";
import { NotFoundPage, PageTrouble } from "./pages/trouble.tsx";
import { agentsQuery, meQuery, queryClient, sourcesQuery } from "./queries.ts";
import { startLive, stopLive } from "./live.ts";

type Search = Record<string, unknown>;
const text = (search: Search, name: string): string | undefined => {
  const value = search[name];
  return typeof value === "string" && value !== "" ? value : undefined;
};

const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage, errorComponent: PageTrouble });

const setup = createRoute({
  getParentRoute: () => rootRoute,
  path: "/setup",
  validateSearch: (search: Search): { token?: string } => compact({ token: text(search, "token") }),
  component: lazyRouteComponent(() => import("./pages/setup.tsx"), "SetUpPage"),
});

const signIn = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: (search: Search): { to?: string } => compact({ to: localPath(text(search, "to")) }),
  component: lazyRouteComponent(() => import("./pages/sign-in.tsx"), "SignInPage"),
});

const app = createRoute({
  getParentRoute: () => rootRoute,
  id: "app",
  component: lazyRouteComponent(() => import("./frame/frame.tsx"), "Frame"),
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData(meQuery);
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401)
        throw redirect({ to: "/sign-in", search: compact({ to: location.href === "/" ? undefined : location.href }) });
      throw error;
    }
    void queryClient.prefetchQuery(agentsQuery);
    startLive();
  },
});

const home = createRoute({
  getParentRoute: () => app,
  path: "/",
  beforeLoad: async () => {
    const sources = await queryClient.ensureQueryData(sourcesQuery);
    throw redirect(sources.data.length === 0 ? { to: "/welcome" } : { to: "/inbox" });
  },
});

const welcome = createRoute({
  getParentRoute: () => app,
  path: "/welcome",
  validateSearch: (search: Search): { source?: string } => compact({ source: text(search, "source") }),
  component: lazyRouteComponent(() => import("./pages/welcome.tsx"), "WelcomePage"),
});

export interface InboxSearch {
  view?: string;
  q?: string;
  source?: string;
}

const inbox = createRoute({
  getParentRoute: () => app,
  path: "/inbox",
  validateSearch: (search: Search): InboxSearch =>
    compact({ view: text(search, "view"), q: text(search, "q"), source: text(search, "source") }),
  component: lazyRouteComponent(() => import("./inbox/page.tsx"), "InboxPage"),
});

const inboxTicket = createRoute({
  getParentRoute: () => inbox,
  path: "$number",
  validateSearch: (search: Search): { why?: string } => compact({ why: text(search, "why") }),
  component: lazyRouteComponent(() => import("./ticket/page.tsx"), "TicketPage"),
});

const shortTicket = createRoute({
  getParentRoute: () => app,
  path: "/tickets/$number",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/inbox/$number", params });
  },
});

export interface IntakeSearch {
  outcome?: string;
  reason?: string;
  source?: string;
  q?: string;
  delivery?: string;
}

const intake = createRoute({
  getParentRoute: () => app,
  path: "/intake",
  validateSearch: (search: Search): IntakeSearch =>
    compact({
      outcome: text(search, "outcome"),
      reason: text(search, "reason"),
      source: text(search, "source"),
      q: text(search, "q"),
      delivery: text(search, "delivery"),
    }),
  component: lazyRouteComponent(() => import("./intake/page.tsx"), "IntakePage"),
});

const sources = createRoute({
  getParentRoute: () => app,
  path: "/sources",
  component: lazyRouteComponent(() => import("./sources/page.tsx"), "SourcesPage"),
});

const source = createRoute({
  getParentRoute: () => app,
  path: "/sources/$id",
  component: lazyRouteComponent(() => import("./sources/source.tsx"), "SourcePage"),
});

const settingsHome = createRoute({
  getParentRoute: () => app,
  path: "/settings",
  beforeLoad: () => {
    throw redirect({ to: "/settings/$part", params: { part: "me" } });
  },
});

const settings = createRoute({
  getParentRoute: () => app,
  path: "/settings/$part",
  component: lazyRouteComponent(() => import("./settings/page.tsx"), "SettingsPage"),
});

const routeTree = rootRoute.addChildren([
  setup,
  signIn,
  app.addChildren([
    home,
    welcome,
    inbox.addChildren([inboxTicket]),
    shortTicket,
    intake,
    sources,
    source,
    settingsHome,
    settings,
  ]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: "intent",
  defaultPreloadStaleTime: 0,
  defaultErrorComponent: PageTrouble,
  scrollRestoration: false,
  // Plain text in the address, so that "1042" and "true" stay what somebody typed.
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => {
    const pairs = Object.entries(search).filter(([, value]) => value !== undefined && value !== "");
    const written = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
    return written === "" ? "" : `?${written}`;
  },
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

onSessionEnd(() => {
  stopLive();
  queryClient.clear();
  const here = router.state.location;
  if (here.pathname === "/sign-in" || here.pathname === "/setup") return;
  void router.navigate({ to: "/sign-in", search: { to: here.href } });
});

/** Only a path of this console: never another site (open redirect). */
function localPath(path: string | undefined): string | undefined {
  return path !== undefined && /^\/(?![/\\])/.test(path) ? path : undefined;
}

function compact<Value extends Record<string, string | undefined>>(value: Value): { [Key in keyof Value]?: string } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as { [Key in keyof Value]?: string };
}

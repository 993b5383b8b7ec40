import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { NotFound } from "./not-found.tsx";
import { RoleHome } from "./role-home.tsx";
import { Root } from "./root.tsx";
import {
  admin,
  devices,
  emergency,
  field,
  hospital,
  quarantine,
  settings,
  traces,
  welcome,
} from "./screens.ts";

const rootRoute = createRootRoute({ component: Root, notFoundComponent: NotFound });
const homeRoute = createRoute({ getParentRoute: () => rootRoute, path: "/", component: RoleHome });
const welcomeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/welcome",
  component: lazyRouteComponent(welcome, "WelcomeScreen"),
});
const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/login",
  component: lazyRouteComponent(welcome, "LoginScreen"),
});
const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/s",
  component: lazyRouteComponent(settings, "SettingsScreen"),
});

const diagnosticsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/s/diagnostics",
  component: lazyRouteComponent(settings, "DiagnosticsScreen"),
});

const pinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/s/pin",
  component: lazyRouteComponent(settings, "PinScreen"),
});

const fieldRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/f",
  component: lazyRouteComponent(field, "FieldLayout"),
});
const fieldChild = <P extends string>(
  path: P,
  name: Exclude<keyof Awaited<ReturnType<typeof field>>, "FieldLayout">,
) => createRoute({ getParentRoute: () => fieldRoute, path, component: lazyRouteComponent(field, name) });
const patientsRoute = createRoute({
  getParentRoute: () => fieldRoute,
  path: "/patients",
  validateSearch: (search: Record<string, unknown>): { focus?: boolean; record?: boolean } => ({
    ...(search["focus"] === true ? { focus: true } : {}),
    ...(search["record"] === true ? { record: true } : {}),
  }),
  component: lazyRouteComponent(field, "PatientsScreen"),
});
const registerRoute = createRoute({
  getParentRoute: () => fieldRoute,
  path: "/patients/new",
  component: lazyRouteComponent(field, "RegisterScreen"),
});
const recordRoute = createRoute({
  getParentRoute: () => fieldRoute,
  path: "/p/$pid/record",
  validateSearch: (search: Record<string, unknown>): { corrects?: string } =>
    typeof search["corrects"] === "string" ? { corrects: search["corrects"] } : {},
  component: lazyRouteComponent(field, "RecordScreen"),
});

const hospitalRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/w",
  component: lazyRouteComponent(hospital, "HospitalLayout"),
});
const wardRoute = createRoute({
  getParentRoute: () => hospitalRoute,
  path: "/list",
  component: lazyRouteComponent(hospital, "WardScreen"),
});
const boardRoute = createRoute({
  getParentRoute: () => hospitalRoute,
  path: "/",
  component: lazyRouteComponent(hospital, "BoardScreen"),
});
const wardPatientRoute = createRoute({
  getParentRoute: () => hospitalRoute,
  path: "/p/$pid",
  component: lazyRouteComponent(hospital, "WardPatientScreen"),
});

const emergencyRoute = createRoute({
  getParentRoute: () => hospitalRoute,
  path: "/emergency",
  component: lazyRouteComponent(emergency, "EmergencyScreen"),
});

const adminRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/admin",
  component: lazyRouteComponent(admin, "AdminLayout"),
});
const adminChild = <P extends string>(
  path: P,
  name: Exclude<keyof Awaited<ReturnType<typeof admin>>, "AdminLayout">,
) => createRoute({ getParentRoute: () => adminRoute, path, component: lazyRouteComponent(admin, name) });

const quarantineRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/quarantine",
  component: lazyRouteComponent(quarantine, "QuarantineScreen"),
});
const accessRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/access",
  component: lazyRouteComponent(traces, "AccessScreen"),
});
const erasuresRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/erasures",
  validateSearch: (search: Record<string, unknown>): { patient?: string } =>
    typeof search["patient"] === "string" ? { patient: search["patient"] } : {},
  component: lazyRouteComponent(traces, "ErasuresScreen"),
});
const auditRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/a",
  component: lazyRouteComponent(traces, "AuditLayout"),
});
const auditAccessRoute = createRoute({
  getParentRoute: () => auditRoute,
  path: "/access",
  component: lazyRouteComponent(traces, "AccessScreen"),
});

const devicesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/d",
  component: lazyRouteComponent(devices, "DevicesLayout"),
});
const devicesChild = <P extends string>(
  path: P,
  name: Exclude<keyof Awaited<ReturnType<typeof devices>>, "DevicesLayout">,
) => createRoute({ getParentRoute: () => devicesRoute, path, component: lazyRouteComponent(devices, name) });

const routeTree = rootRoute.addChildren([
  homeRoute,
  welcomeRoute,
  loginRoute,
  settingsRoute,
  diagnosticsRoute,
  pinRoute,
  fieldRoute.addChildren([
    fieldChild("/", "TodayScreen"),
    patientsRoute,
    registerRoute,
    fieldChild("/p/$pid", "PatientScreen"),
    fieldChild("/p/$pid/edit", "EditIdentityScreen"),
    recordRoute,
    fieldChild("/sync", "RecordsScreen"),
    fieldChild("/more", "MoreScreen"),
  ]),
  hospitalRoute.addChildren([boardRoute, wardRoute, wardPatientRoute, emergencyRoute]),
  // Each page of these also has a line in the layout's list of pages.
  adminRoute.addChildren([adminChild("/", "UsersScreen"), quarantineRoute, accessRoute, erasuresRoute]),
  auditRoute.addChildren([auditAccessRoute]),
  devicesRoute.addChildren([devicesChild("/", "DevicesScreen")]),
]);

export const createAppRouter = () =>
  createRouter({ routeTree, scrollRestoration: true, defaultPendingMs: 300 });

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}

import type { ServiceDefinition } from "../services";
import { serviceName } from "./fields";
import { formatPath, type Problem } from "./problem";
import { KEY_AUTH } from "./rules";
import { suggest } from "./suggest";

type Services = Readonly<Record<string, ServiceDefinition>>;

const PATH = /^\/(?!(?:.*\/)?\.{1,2}(?:\/|$))(?:[\w.~-]+(?:\/[\w.~-]+)*)?$/;

// Names that another object of the namespace has, that is a key of its own, or that every JavaScript object knows.
const isTaken = (name: string) =>
  [KEY_AUTH, "default", "default-deny", "acme-http01-solver"].includes(name) || name in {};

function problemsOfOne(name: string, service: ServiceDefinition, services: Services): Problem[] {
  const at = (...path: PropertyKey[]) => formatPath(["services.ts", name, ...path]);
  const problems: Problem[] = [];
  if (!serviceName.safeParse(name).success || isTaken(name))
    problems.push({
      path: at(),
      wrong: "is a name that Kubernetes refuses for a Service, or one that is taken",
      got: name,
      instead: "write at most 63 lower-case letters, digits and hyphens, starting with a letter",
    });
  if (!Number.isInteger(service.port) || service.port < 1 || service.port > 65_535)
    problems.push({ path: at("port"), wrong: "is not a port", got: service.port, instead: "write 1 to 65535" });
  if (service.path !== undefined && !PATH.test(service.path))
    problems.push({
      path: at("path"),
      wrong: "is not a URL path prefix",
      got: service.path,
      instead: 'write a path such as "/api"',
    });
  for (const [kind, probe] of Object.entries<string | undefined>(service.probes))
    if (probe !== undefined && !probe.startsWith("/"))
      problems.push({
        path: at("probes", kind),
        wrong: "is not a URL path",
        got: probe,
        instead: 'write a path such as "/ready"',
      });
  (service.callers ?? []).forEach((caller, i) => {
    if (!Object.hasOwn(services, caller))
      problems.push({
        path: at("callers", i),
        wrong: "is no service",
        got: caller,
        instead: suggest(caller, Object.keys(services)),
      });
  });
  const { startupSeconds = 1, configDirectory = "/etc/config" } = service;
  if (!Number.isInteger(startupSeconds) || startupSeconds < 1)
    problems.push({
      path: at("startupSeconds"),
      wrong: "is not a number of seconds",
      got: startupSeconds,
      instead: "write a whole number from 1",
    });
  if (!/^\/[^:]+$/.test(configDirectory) || configDirectory === "/tmp")
    problems.push({
      path: at("configDirectory"),
      wrong: "is not a directory that files can be mounted in",
      got: configDirectory,
      instead: 'write an absolute path other than "/tmp", such as "/etc/config"',
    });
  return problems;
}

function sharedPaths(services: Services): Problem[] {
  const owners = new Map<string, string>();
  return Object.entries(services).flatMap(([name, { path }]) => {
    if (path === undefined) return [];
    const owner = owners.get(path);
    owners.set(path, owner ?? name);
    return owner === undefined
      ? []
      : [
          {
            path: formatPath(["services.ts", name, "path"]),
            wrong: `is the path of ${owner}`,
            got: path,
            instead: "write a path of its own",
          },
        ];
  });
}

function nothingToServe(services: Services): Problem[] {
  return Object.values(services).some(({ path }) => path !== undefined)
    ? []
    : [
        {
          path: "services.ts",
          wrong: "has no service with a path, so the ingress would lead nowhere",
          got: Object.keys(services),
          instead: 'give one of them a path such as "/"',
        },
      ];
}

/** What is wrong with services.ts itself. */
export function checkServices(services: Services): Problem[] {
  return [
    ...Object.entries(services).flatMap(([name, service]) => problemsOfOne(name, service, services)),
    ...sharedPaths(services),
    ...nothingToServe(services),
  ];
}

import type { ServiceDefinition } from "../services";
import { parseImage } from "./image";
import type { LoadedConfig } from "./load";
import type { Lookups } from "./lookups";
import { KEY_AUTH } from "./rules";
import { DEFAULT_REQUESTS, serviceSettingsSchema } from "./service-settings";

type Services = Readonly<Record<string, ServiceDefinition>>;

const DEFAULT_STARTUP_SECONDS = 60;
const DEFAULT_CONFIG_DIRECTORY = "/etc/config";

/**
 * Why a service runs its image, in one line: the release note, and the image's own name for its version. It depends on
 * nothing else, so a second update changes nothing, and another service's release leaves it alone.
 */
export function changeCause(reference: string, releaseNote: string | undefined): string {
  const { repository, tag } = parseImage(reference);
  const version = `${repository.slice(repository.lastIndexOf("/") + 1)}:${tag}`;
  return releaseNote === undefined ? version : `${releaseNote} (${version})`;
}

/** CPU and memory with defaults: what is requested of memory is also its limit, so that no pod lives on borrowed memory. */
function resourcesOf({ requests, limits }: LoadedConfig["services"][string]["resources"]) {
  const requested = { ...DEFAULT_REQUESTS, ...requests };
  return { requests: requested, limits: { memory: requested.memory, ...limits } };
}

/** What one service is in this environment: services.ts, and over it the stack's differences. */
function serviceOf(name: string, definition: ServiceDefinition, config: LoadedConfig, lookups: Lookups) {
  const { [name]: settings = serviceSettingsSchema.parse({}) } = config.services;
  const reference = config.images[name] ?? "";
  return {
    image: lookups.images[name] ?? reference,
    tag: parseImage(reference).tag,
    changeCause: changeCause(reference, config.releaseNotes[name]),
    port: definition.port,
    path: definition.path,
    probes: definition.probes,
    startupSeconds: definition.startupSeconds ?? DEFAULT_STARTUP_SECONDS,
    configDirectory: definition.configDirectory ?? DEFAULT_CONFIG_DIRECTORY,
    callers: definition.callers ?? [],
    replicas: settings.replicas ?? 1,
    autoscaling: settings.autoscaling,
    env: settings.env,
    files: settings.files,
    secrets: config.secrets[name] ?? {},
    resources: resourcesOf(settings.resources),
    security: settings.security,
    restartedAt: settings.restartedAt,
  };
}

/** Settings of the plugins by type, for Kong as the ingress controller runs it: without a database. */
function pluginsOf({ plugins }: LoadedConfig): Record<string, Record<string, unknown>> {
  const { "rate-limiting": rateLimiting, ...others } = plugins;
  return {
    // Counters can be shared through a database only, so each gateway pod counts for itself.
    ...(rateLimiting ? { "rate-limiting": { ...rateLimiting, policy: "local" } } : {}),
    ...others,
  };
}

/** The environment that a stack describes: services.ts, the stack's differences, and what had to be asked for. */
export function describeEnvironment(config: LoadedConfig, services: Services, lookups: Lookups) {
  const { namespace, hosts, tls, ingress, dns, ipRestriction, secrets, protect } = config;
  return {
    namespace,
    hosts,
    services: Object.fromEntries(
      Object.entries(services).map(([name, definition]) => [name, serviceOf(name, definition, config, lookups)]),
    ),
    clusterIssuer: tls.clusterIssuer,
    ingress,
    dns: dns && lookups.zoneId !== undefined ? { ...dns, zoneId: lookups.zoneId } : undefined,
    ipRestriction,
    plugins: pluginsOf(config),
    apiKeys: secrets[KEY_AUTH] ?? {},
    protect,
  };
}

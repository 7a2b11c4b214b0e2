import type { Environment } from "./environment";
import type { LiveObject } from "./cluster";
import type { World } from "./world";

/** What is live of an environment, as far as a stack decides it: comparable between two moments. */
export interface LiveEnvironment {
  /** By kind and name. */
  readonly objects: Readonly<Record<string, unknown>>;
  /** Files of the ConfigMaps that the Deployments mount, by name. */
  readonly files: Readonly<Record<string, unknown>>;
  /** Target of each CNAME, by host. */
  readonly dns: Readonly<Record<string, string>>;
}

const KINDS = [
  ["apps/v1", "Deployment"],
  ["v1", "Service"],
  ["networking.k8s.io/v1", "Ingress"],
  ["configuration.konghq.com/v1", "KongPlugin"],
] as const;

/** The part of an object that somebody declares. Controllers count revisions in annotations of their own. */
function declared({ metadata, spec, ...rest }: LiveObject): unknown {
  const annotations = Object.entries(metadata?.annotations ?? {}).filter(
    ([key]) => !key.startsWith("deployment.kubernetes.io/") && !key.startsWith("kubectl.kubernetes.io/"),
  );
  // A Service that is made anew gets another address.
  const wanted = Object.fromEntries(Object.entries(spec ?? {}).filter(([key]) => !/^clusterIPs?$/.test(key)));
  const { config, plugin } = rest as { config?: unknown; plugin?: unknown };
  return { labels: metadata?.labels, annotations: Object.fromEntries(annotations), spec: wanted, config, plugin };
}

/** Names of the ConfigMaps that a Deployment mounts. */
export function mountedConfigMaps(deployment: LiveObject): string[] {
  return [...JSON.stringify(deployment.spec).matchAll(/"configMap":\{[^}]*"name":"([^"]+)"/g)].map(
    ([, name = ""]) => name,
  );
}

/** Reads what is live of an environment. */
export async function liveEnvironment({ cluster }: World, environment: Environment): Promise<LiveEnvironment> {
  const { namespace } = environment;
  const found = await Promise.all(
    KINDS.map(async ([apiVersion, kind]) =>
      (await cluster.list(apiVersion, kind, namespace)).map((object): [string, LiveObject] => [
        `${kind} ${object.metadata?.name ?? ""}`,
        object,
      ]),
    ),
  );
  const objects = found.flat();
  const mounted = objects.filter(([name]) => name.startsWith("Deployment ")).flatMap(([, it]) => mountedConfigMaps(it));
  const files = await Promise.all(
    mounted.map(async (name): Promise<[string, unknown]> => [
      name,
      (await cluster.get("v1", "ConfigMap", name, namespace)).data,
    ]),
  );
  return {
    objects: Object.fromEntries(objects.map(([name, object]) => [name, declared(object)])),
    files: Object.fromEntries(files),
    dns: Object.fromEntries((await environment.cnames()).map(({ name, target }) => [name, target])),
  };
}

/** Image of a Deployment's only container. */
export async function liveImage(
  { cluster }: World,
  namespace: string,
  deployment: string,
): Promise<string | undefined> {
  const { spec } = await cluster.get("apps/v1", "Deployment", deployment, namespace);
  return /"image":"([^"]*)"/.exec(JSON.stringify(spec))?.[1];
}

/** A value of the Secret that a Deployment's container takes its variables from. */
export async function liveSecret(
  { cluster }: World,
  namespace: string,
  deployment: string,
  key: string,
): Promise<string> {
  const { spec } = await cluster.get("apps/v1", "Deployment", deployment, namespace);
  const name = /"secretRef":\{"name":"([^"]+)"/.exec(JSON.stringify(spec))?.[1] ?? "";
  const { data } = await cluster.get("v1", "Secret", name, namespace);
  return Buffer.from(data?.[key] ?? "", "base64").toString();
}

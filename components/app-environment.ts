import { Namespace } from "@pulumi/kubernetes/core/v1";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import * as pulumi from "@pulumi/pulumi";
import { awaitSeconds } from "../manifests/deployment";
import type { Identity } from "../manifests/labels";
import { namespaceManifest } from "../manifests/namespace";
import { allowAcmeSolver, defaultDeny } from "../manifests/network-policies";
import { accessGroup, ApiConsumer } from "./api-consumer";
import { AppIngress } from "./app-ingress";
import { DnsAlias, type DnsAliasArgs } from "./dns-alias";
import { IpRestriction, type IpRestrictionArgs } from "./ip-restriction";
import { KongPlugin } from "./kong-plugin";
import { WebService, type WebServiceArgs } from "./web-service";

const TYPE = "outsrc:index:AppEnvironment";

const INGRESS_AWAIT_SECONDS = 300;

/** One service of an environment. What all services share comes from the environment. */
export interface EnvironmentService extends Omit<WebServiceArgs, "app" | "instance" | "namespace" | "kongNamespace"> {
  /**
   * URL path prefix that the ingress routes here.
   * @default - reachable from inside the namespace only
   */
  readonly path?: string;
}

/** Everything that one stack describes. */
export interface AppEnvironmentArgs {
  /** Name of the namespace that is made. */
  readonly namespace: string;
  /** Hosts that the environment answers to. */
  readonly hosts: readonly string[];
  /** The services by name; at least one has a path. */
  readonly services: Readonly<Record<string, EnvironmentService>>;
  /** cert-manager ClusterIssuer that signs the certificate. */
  readonly clusterIssuer: string;
  /** The Kong installation of the cluster. */
  readonly ingress: { readonly class: string; readonly kongNamespace: string };
  /**
   * Cloudflare zone and target of every host's CNAME.
   * @default - no DNS records
   */
  readonly dns?: Omit<DnsAliasArgs, "comment">;
  /**
   * Who may call, by address.
   * @default - everyone
   */
  readonly ipRestriction?: Omit<IpRestrictionArgs, "identity" | "namespace">;
  /** Settings of the other plugins of the ingress, by plugin type. */
  readonly plugins: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** API keys by consumer, for the plugin `key-auth`. */
  readonly apiKeys: Readonly<Record<string, pulumi.Input<string>>>;
  /** Whether the engine refuses to delete the namespace. */
  readonly protect: boolean;
}

/**
 * An application environment, whole: namespace and policies, services, plugins, DNS records, ingress with certificate.
 * Needs a Kubernetes provider, and a Cloudflare provider where `dns` is given.
 *
 * @example new AppEnvironment("outsrc", { namespace: "outsrc-dev", hosts: ["dev.outsrc.dev"], … }, { providers })
 */
export class AppEnvironment extends pulumi.ComponentResource {
  /** Address of each host. */
  readonly urls: pulumi.Output<string[]>;
  /** Name of the namespace. */
  readonly namespace: pulumi.Output<string>;
  /** Image of each service, as deployed. */
  readonly images: Readonly<Record<string, pulumi.Output<string>>>;
  /** Name of each service's Deployment. */
  readonly deployments: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: AppEnvironmentArgs, opts?: pulumi.ComponentResourceOptions) {
    super(TYPE, name, {}, opts);
    const identity: Identity = { app: name, name, instance: args.namespace };
    this.namespace = this.declareNamespace(identity, args);
    const services = this.declareServices(identity, args);
    const plugins = this.declarePlugins(identity, args);
    const aliases = this.declareAliases(identity, args);
    const ingress = new AppIngress(
      name,
      {
        identity,
        namespace: this.namespace,
        hosts: args.hosts,
        routes: Object.entries(args.services).flatMap(([service, { path, port }]) =>
          path === undefined ? [] : [{ path, service, port }],
        ),
        className: args.ingress.class,
        clusterIssuer: args.clusterIssuer,
        plugins,
        awaitSeconds: ingressAwaitSeconds(args),
      },
      { parent: this, dependsOn: aliases },
    );

    this.urls = ingress.urls;
    this.images = mapValues(services, (service) => service.image);
    this.deployments = mapValues(services, (service) => service.deploymentName);
    this.registerOutputs({
      urls: this.urls,
      namespace: this.namespace,
      images: this.images,
      deployments: this.deployments,
    });
  }

  private declareNamespace(identity: Identity, { services, ingress, protect }: AppEnvironmentArgs) {
    const needsRoot = Object.values(services).some(({ security }) => security.allowRoot);
    const namespace = new Namespace(identity.name, namespaceManifest(identity, needsRoot ? "baseline" : "restricted"), {
      parent: this,
      protect,
    });
    const parent = { parent: this };
    const name = namespace.metadata.name;
    new NetworkPolicy("default-deny", defaultDeny(identity, name), parent);
    new NetworkPolicy("acme-http01-solver", allowAcmeSolver(identity, name, ingress.kongNamespace), parent);
    return name;
  }

  private declareServices({ app, instance }: Identity, { services, ingress }: AppEnvironmentArgs) {
    return mapValues(services, (service, name) => {
      const kongNamespace = service.path === undefined ? undefined : ingress.kongNamespace;
      return new WebService(
        name,
        { ...service, app, instance, namespace: this.namespace, kongNamespace },
        { parent: this },
      );
    });
  }

  // Kong runs plugins by its own fixed priorities: cors, key-auth, ip-restriction, request-size-limiting, acl,
  // rate-limiting, request-termination. The order of the names below is for people.
  private declarePlugins(identity: Identity, args: AppEnvironmentArgs): pulumi.Output<string>[] {
    const parent = { parent: this };
    const { namespace } = this;
    const { ipRestriction, apiKeys, ingress } = args;
    for (const [consumer, key] of Object.entries(apiKeys))
      new ApiConsumer(consumer, { identity, namespace, className: ingress.class, key }, parent);
    const plugins = {
      ...args.plugins,
      ...("key-auth" in args.plugins ? { acl: { allow: [accessGroup(identity)], hide_groups_header: true } } : {}),
    };
    return [
      ...(ipRestriction
        ? [new IpRestriction("ip-restriction", { ...ipRestriction, identity, namespace }, parent).pluginName]
        : []),
      ...Object.entries(plugins).map(
        ([type, config]) => new KongPlugin(type, { identity, namespace, config }, parent).pluginName,
      ),
    ];
  }

  private declareAliases({ app, instance }: Identity, { hosts, dns }: AppEnvironmentArgs): DnsAlias[] {
    if (!dns) return [];
    return hosts.map((host) => new DnsAlias(host, { ...dns, comment: `${app}: ${instance}` }, { parent: this }));
  }
}

// Kong's address takes minutes at most; but the Ingress also waits for the endpoints of the slowest service.
function ingressAwaitSeconds({ services }: AppEnvironmentArgs): number {
  const starts = Object.values(services).map(({ startupSeconds }) => awaitSeconds({ startupSeconds, maxReplicas: 1 }));
  return Math.max(INGRESS_AWAIT_SECONDS, ...starts);
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T, key: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}

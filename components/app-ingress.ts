import { Ingress } from "@pulumi/kubernetes/networking/v1";
import * as pulumi from "@pulumi/pulumi";
import { ingressManifest, type Route } from "../manifests/ingress";
import type { Identity } from "../manifests/labels";

const TYPE = "outsrc:index:AppIngress";

/** How the environment is reached from outside. */
export interface AppIngressArgs {
  /** The environment that it serves. */
  readonly identity: Identity;
  /** The namespace, as its object gives it, so that it exists first. */
  readonly namespace: pulumi.Input<string>;
  /** Host names; the certificate covers all of them. */
  readonly hosts: readonly string[];
  /** Path prefixes, the same for every host. */
  readonly routes: readonly Route[];
  /** Ingress class of Kong. */
  readonly className: string;
  /** cert-manager ClusterIssuer that signs the certificate. */
  readonly clusterIssuer: string;
  /** Names of the KongPlugins, as `KongPlugin.pluginName` gives them. */
  readonly plugins: readonly pulumi.Input<string>[];
  /** Seconds that Pulumi waits for the address, and for endpoints of every service. */
  readonly awaitSeconds: number;
}

/**
 * The one Ingress of the environment: every host over HTTPS with a certificate of cert-manager, plain HTTP redirected,
 * plugins attached.
 *
 * @example new AppIngress("outsrc", { identity, namespace, hosts: ["dev.outsrc.dev"], routes, … }, { dependsOn: aliases })
 */
export class AppIngress extends pulumi.ComponentResource {
  /** Address of each host, with its scheme. */
  readonly urls: pulumi.Output<string[]>;

  constructor(name: string, args: AppIngressArgs, opts?: pulumi.ComponentResourceOptions) {
    super(TYPE, name, {}, opts);
    new Ingress(
      name,
      ingressManifest(args.identity, { ...args, tlsSecretName: `${args.identity.instance}-tls` }),
      // The records come first: a self-check before them would cache the host's absence and spend Let's Encrypt's
      // failure budget. Children do not inherit dependencies.
      { parent: this, dependsOn: opts?.dependsOn },
    );
    this.urls = pulumi.output(args.hosts.map((host) => `https://${host}`));
    this.registerOutputs({ urls: this.urls });
  }
}

import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import * as pulumi from "@pulumi/pulumi";
import { kongPluginManifest } from "../manifests/kong";
import type { Identity } from "../manifests/labels";

const TYPE = "outsrc:index:KongPlugin";

/** What one plugin of the ingress is. */
export interface KongPluginArgs {
  /** The environment that it serves. */
  readonly identity: Identity;
  /** The namespace, as its object gives it, so that it exists first. */
  readonly namespace: pulumi.Input<string>;
  /** Kong's settings of this plugin type, under Kong's own field names. */
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * A Kong plugin of the environment's ingress. The logical name is the plugin's type, which is also the name of the
 * object: there is one of a type.
 *
 * Kong serves an Ingress whose plugin is missing as if it had none, so an Ingress must take the plugin's name from
 * `pluginName`: then the plugin is made first and deleted last. Nothing waits for it to be programmed, since the
 * controller never writes that condition (Kong/kubernetes-ingress-controller#4578).
 *
 * @example new KongPlugin("rate-limiting", { identity, namespace, config: { minute: 60, policy: "local" } })
 */
export class KongPlugin extends pulumi.ComponentResource {
  /** Name of the object, for the Ingress's annotation. */
  readonly pluginName: pulumi.Output<string>;

  constructor(type: string, args: KongPluginArgs, opts?: pulumi.ComponentResourceOptions) {
    super(TYPE, type, {}, opts);
    const plugin = new CustomResource(
      type,
      kongPluginManifest(args.identity, args.namespace, { type, config: args.config }),
      { parent: this },
    );
    this.pluginName = plugin.metadata.name;
    this.registerOutputs({ pluginName: this.pluginName });
  }
}

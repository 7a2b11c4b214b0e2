import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { Secret } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { consumerManifest, credentialManifest } from "../manifests/kong";
import type { Identity } from "../manifests/labels";

const TYPE = "outsrc:index:ApiConsumer";

/** A client that has a key. */
export interface ApiConsumerArgs {
  /** The environment that it may call. */
  readonly identity: Identity;
  /** The namespace, as its object gives it, so that it exists first. */
  readonly namespace: pulumi.Input<string>;
  /** Ingress class of Kong. */
  readonly className: string;
  /** The key itself, as a secret. */
  readonly key: pulumi.Input<string>;
}

/**
 * A client of the API: a KongConsumer with a key, in the access group of this environment alone. One Kong serves several
 * environments and knows every consumer in each of them, so a key without a group would open all of them.
 *
 * @example new ApiConsumer("partner", { identity, namespace, className: "kong", key })
 */
export class ApiConsumer extends pulumi.ComponentResource {
  constructor(name: string, args: ApiConsumerArgs, opts?: pulumi.ComponentResourceOptions) {
    super(TYPE, name, {}, opts);
    const { identity, namespace, className, key } = args;
    const parent = { parent: this };
    const credentials = [
      new Secret(`${name}-key`, credentialManifest(identity, namespace, { type: "key-auth", data: { key } }), parent),
      new Secret(
        `${name}-group`,
        credentialManifest(identity, namespace, { type: "acl", data: { group: accessGroup(identity) } }),
        parent,
      ),
    ].map((secret) => secret.metadata.name);
    new CustomResource(name, consumerManifest(identity, namespace, { name, className, credentials }), parent);
    this.registerOutputs({});
  }
}

/** The access group whose members may call this environment. */
export function accessGroup(identity: Identity): string {
  return identity.instance;
}

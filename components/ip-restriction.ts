import * as pulumi from "@pulumi/pulumi";
import type { Identity } from "../manifests/labels";
import { KongPlugin } from "./kong-plugin";

const TYPE = "outsrc:index:IpRestriction";

/** Who may call, by network. At least one of the lists is given, and none is empty: to Kong, empty means everyone. */
export interface IpRestrictionArgs {
  /** The environment that it serves. */
  readonly identity: Identity;
  /** The namespace, as its object gives it, so that it exists first. */
  readonly namespace: pulumi.Input<string>;
  /**
   * Networks in CIDR notation that may call; everyone else is refused.
   * @default - everyone whom `deny` does not name
   */
  readonly allow?: readonly string[];
  /**
   * Networks in CIDR notation that may not call; checked first.
   * @default - nobody
   */
  readonly deny?: readonly string[];
  /** HTTP status of a refusal. */
  readonly status: number;
  /**
   * Text of a refusal.
   * @default - Kong's own, which names the caller's address
   */
  readonly message?: string;
}

/**
 * The allow list of an environment. It can change without touching the Ingress that names it, or any Deployment.
 *
 * @throws Error if a list is empty, which Kong takes for "everyone"
 * @example new IpRestriction("ip-restriction", { identity, namespace, allow: ["203.0.113.0/24"], status: 403 })
 */
export class IpRestriction extends pulumi.ComponentResource {
  /** Name of the KongPlugin, for the Ingress's annotation. */
  readonly pluginName: pulumi.Output<string>;

  constructor(name: string, args: IpRestrictionArgs, opts?: pulumi.ComponentResourceOptions) {
    super(TYPE, name, {}, opts);
    const { identity, namespace, allow, deny, status, message } = args;
    if (allow?.length === 0 || deny?.length === 0 || (!allow && !deny))
      throw new Error("an ip restriction with an empty list admits everyone; leave the component out instead");
    const plugin = new KongPlugin(
      "ip-restriction",
      {
        identity,
        namespace,
        config: {
          ...(allow ? { allow: [...allow] } : {}),
          ...(deny ? { deny: [...deny] } : {}),
          status,
          ...(message === undefined ? {} : { message }),
        },
      },
      { parent: this },
    );
    this.pluginName = plugin.pluginName;
    this.registerOutputs({ pluginName: this.pluginName });
  }
}

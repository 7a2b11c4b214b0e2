import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";

const TYPE = "outsrc:index:DnsAlias";

// Cloudflare's word for "automatic", the only value that it takes for proxied records.
const AUTOMATIC_TTL = 1;

/** Where a host name leads. */
export interface DnsAliasArgs {
  /** Id of the Cloudflare zone. */
  readonly zoneId: pulumi.Input<string>;
  /** Host of the cluster's Kong, whose A record belongs to another stack. */
  readonly target: string;
  /** Whether Cloudflare's proxy stands in between. */
  readonly proxied: boolean;
  /**
   * Seconds that resolvers may keep the record.
   * @default - automatic
   */
  readonly ttl?: number;
  /** What Cloudflare's dashboard shows beside the record: one line. */
  readonly comment: string;
}

/**
 * A Cloudflare CNAME. The logical name is the host, fully qualified and in lower case: Cloudflare returns it that way, and
 * any other spelling would be a change at every refresh.
 *
 * @example new DnsAlias("dev.outsrc.dev", { zoneId, target: "proxy.outsrc.dev", proxied: false, comment: "outsrc-dev" })
 */
export class DnsAlias extends pulumi.ComponentResource {
  constructor(host: string, args: DnsAliasArgs, opts?: pulumi.ComponentResourceOptions) {
    super(TYPE, host, {}, opts);
    new cloudflare.DnsRecord(
      host,
      {
        zoneId: args.zoneId,
        name: host,
        type: "CNAME",
        content: args.target,
        proxied: args.proxied,
        ttl: args.ttl ?? AUTOMATIC_TTL,
        comment: args.comment,
      },
      // Two records of one name may not exist beside each other, not even for the moment of a replacement (81053).
      { parent: this, deleteBeforeReplace: true },
    );
    this.registerOutputs({});
  }
}

import * as cloudflare from "@pulumi/cloudflare";
import type * as pulumi from "@pulumi/pulumi";

/** What a step declares of its record. */
export interface RecordOptions {
  readonly type?: string;
  readonly content?: string;
  readonly comment?: string;
  readonly ttl?: number;
}

/** One engine operation, and the requests that it sends beside those of `getZone`. */
export interface CloudflareStep {
  readonly title: string;
  readonly record: RecordOptions;
  readonly run?: "preview" | "up" | "destroy";
  readonly refresh?: boolean;
  /** Whether the record is deleted before, behind the engine's back. */
  readonly lost?: boolean;
  readonly requests: readonly string[];
}

const NAME = "conformance.outsrc.dev";

/** Declares a record in the emulated zone. */
export function declareRecord({ type = "CNAME", content = "proxy.outsrc.dev", comment, ttl = 1 }: RecordOptions): void {
  const provider = new cloudflare.Provider("cloudflare");
  const options: pulumi.CustomResourceOptions = { provider, deleteBeforeReplace: true };
  const zoneId = cloudflare.getZoneOutput({ filter: { name: "outsrc.dev" } }, { provider }).zoneId;
  const args = { zoneId, name: NAME, type, content, ttl, proxied: false };
  new cloudflare.DnsRecord("the-record", { ...args, ...(comment === undefined ? {} : { comment }) }, options);
}

const FIRST = `"content":"proxy.outsrc.dev","name":"${NAME}","proxied":false`;
const COLLECTION = "/zones/ID/dns_records";
const ONE = `${COLLECTION}/ID`;

export const cloudflareSteps: readonly CloudflareStep[] = [
  { title: "asks for nothing in a preview", record: {}, run: "preview", requests: [] },
  { title: "creates a record", record: {}, requests: [`POST ${COLLECTION} {${FIRST},"ttl":1,"type":"CNAME"} 200`] },
  { title: "has nothing to do", record: {}, requests: [] },
  { title: "looks at a refresh", record: {}, refresh: true, requests: [`GET ${ONE} 200`] },
  {
    title: "overwrites it for a comment and a ttl",
    record: { comment: "ours", ttl: 300 },
    requests: [
      `PUT ${ONE} {"comment":"ours",${FIRST},"settings":{"flatten_cname":false,"ipv4_only":false,"ipv6_only":false},"tags":[],"ttl":300,"type":"CNAME"} 200`,
    ],
  },
  {
    title: "removes the comment",
    record: { ttl: 300 },
    requests: [
      `PUT ${ONE} {"comment":null,${FIRST},"settings":{"flatten_cname":false,"ipv4_only":false,"ipv6_only":false},"tags":[],"ttl":300,"type":"CNAME"} 200`,
    ],
  },
  {
    title: "replaces it for another type",
    record: { type: "A", content: "192.0.2.1" },
    requests: [
      `DELETE ${ONE} 200`,
      `POST ${COLLECTION} {"content":"192.0.2.1","name":"${NAME}","proxied":false,"ttl":1,"type":"A"} 200`,
    ],
  },
  {
    title: "creates it again once it is lost",
    record: { type: "A", content: "192.0.2.1" },
    refresh: true,
    lost: true,
    requests: [
      `GET ${ONE} 404`,
      `POST ${COLLECTION} {"content":"192.0.2.1","name":"${NAME}","proxied":false,"ttl":1,"type":"A"} 200`,
    ],
  },
  { title: "deletes it", record: {}, run: "destroy", requests: [`DELETE ${ONE} 200`] },
];

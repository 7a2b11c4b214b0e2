import assert from "node:assert/strict";
import { DnsAlias, type DnsAliasArgs } from "../../components/dns-alias";
import { declare, find } from "../support/declare";

const declared = (changes: Partial<DnsAliasArgs> = {}) =>
  declare(
    () =>
      new DnsAlias("dev.outsrc.dev", {
        zoneId: "zone-1",
        target: "proxy.outsrc.dev",
        proxied: false,
        comment: "outsrc: outsrc-dev",
        ...changes,
      }),
  );

const inputs = {
  zoneId: "zone-1",
  name: "dev.outsrc.dev",
  type: "CNAME",
  content: "proxy.outsrc.dev",
  proxied: false,
  ttl: 1,
  comment: "outsrc: outsrc-dev",
};

describe("DnsAlias", () => {
  it("declares one record, named by the host in full, below outsrc:index:DnsAlias", async () => {
    const registrations = await declared();
    assert.deepEqual(
      registrations.map(({ type, name }) => [type, name]),
      [
        ["outsrc:index:DnsAlias", "dev.outsrc.dev"],
        ["cloudflare:index/dnsRecord:DnsRecord", "dev.outsrc.dev"],
      ],
    );
    assert.equal(registrations[1]?.parent, "pulumi:pulumi:Stack$outsrc:index:DnsAlias::dev.outsrc.dev");
  });

  it("leaves the time to live to Cloudflare unless it is told one", async () => {
    assert.deepEqual(find(await declared(), "DnsRecord").inputs, inputs);
    assert.deepEqual(find(await declared({ ttl: 300 }), "DnsRecord").inputs, { ...inputs, ttl: 300 });
  });

  it("puts Cloudflare's proxy in between if it is told to", async () => {
    assert.deepEqual(find(await declared({ proxied: true }), "DnsRecord").inputs, { ...inputs, proxied: true });
  });

  it("deletes a record before it makes another of the same name (TRAP 9)", async () => {
    assert.equal(find(await declared(), "DnsRecord").deleteBeforeReplace, true);
  });
});

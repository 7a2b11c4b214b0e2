import assert from "node:assert/strict";
import type Cloudflare from "cloudflare";
import { emulatorFor, ZONE, type ApiRecord } from "./harness";

const DEV = { type: "CNAME", name: "dev.outsrc.dev", content: "proxy.outsrc.dev", ttl: 1, proxied: false };

describe("Cloudflare emulator: DNS records", function () {
  const api = emulatorFor(this);
  const key = (id: string) => [id, { zone_id: ZONE }] as const;
  const change = (record: object) => ({ zone_id: ZONE, ...record }) as Cloudflare.DNS.RecordUpdateParams;

  it("starts with the addresses of both load balancers", async () => {
    assert.deepEqual(
      (await api.list()).map(({ name, type, content, ttl, proxied }) => ({ name, type, content, ttl, proxied })),
      [
        { name: "proxy.outsrc.dev", type: "A", content: "35.209.76.89", ttl: 1, proxied: false },
        { name: "proxy-prod.outsrc.dev", type: "A", content: "203.0.113.89", ttl: 1, proxied: false },
      ],
    );
  });

  it("answers a new record with all fields, in the order of the API", async () => {
    await api.restart({ now: () => new Date("2026-08-01T10:00:00Z") });
    const { id, ...record } = await api.create(DEV);
    assert.match(id, /^[0-9a-f]{32}$/);
    assert.equal(
      JSON.stringify(record),
      JSON.stringify({
        name: "dev.outsrc.dev",
        type: "CNAME",
        content: "proxy.outsrc.dev",
        proxiable: true,
        proxied: false,
        ttl: 1,
        settings: { flatten_cname: false },
        meta: {},
        comment: null,
        tags: [],
        created_on: "2026-08-01T10:00:00.000Z",
        modified_on: "2026-08-01T10:00:00.000Z",
      }),
    );
  });

  it("reads back what was created", async () => {
    const created = await api.create(DEV);
    assert.deepEqual(await api.client.dns.records.get(...key(created.id)), created);
  });

  it("fills in an automatic ttl, no proxy, no comment and no tags", async () => {
    const { ttl, proxied, comment, tags } = await api.create({ type: "A", name: "a", content: "192.0.2.1" });
    assert.deepEqual({ ttl, proxied, comment, tags }, { ttl: 1, proxied: false, comment: null, tags: [] });
  });

  it("overwrites the whole record with PUT", async () => {
    const created = await api.create({ ...DEV, comment: "the dev host", ttl: 300 });
    const updated = (await api.client.dns.records.update(
      created.id,
      change({ type: "CNAME", name: "dev.outsrc.dev", content: "proxy-prod.outsrc.dev", ttl: 60 }),
    )) as unknown as ApiRecord;
    assert.deepEqual(
      [updated.id, updated.content, updated.ttl, updated.comment],
      [created.id, "proxy-prod.outsrc.dev", 60, null],
    );
    assert.equal(updated.created_on, created.created_on);
  });

  it("takes the PUT that the Pulumi provider sends, with empty settings and tags and a removed comment", async () => {
    const created = await api.create({ ...DEV, comment: "the dev host" });
    const updated = (await api.client.dns.records.update(
      created.id,
      change({ ...DEV, settings: {}, tags: [], comment: null }),
    )) as unknown as ApiRecord;
    assert.deepEqual([updated.comment, updated.settings], [null, { flatten_cname: false }]);
  });

  it("keeps what PATCH does not name", async () => {
    const created = await api.create({ ...DEV, comment: "the dev host", ttl: 300 });
    const edited = (await api.client.dns.records.edit(
      created.id,
      change({ content: "proxy-prod.outsrc.dev" }),
    )) as object;
    const { modified_on } = edited as ApiRecord;
    assert.deepEqual(edited, { ...created, content: "proxy-prod.outsrc.dev", modified_on });
  });

  it("tells when a comment was last changed", async () => {
    let time = "2026-08-01T10:00:00.000Z";
    await api.restart({ now: () => new Date(time) });
    const { id, comment_modified_on } = await api.create({ ...DEV, comment: "first" });
    time = "2026-08-02T10:00:00.000Z";
    const edit = async (body: object) => (await api.client.dns.records.edit(id, change(body))) as unknown as ApiRecord;
    assert.deepEqual(
      [
        comment_modified_on,
        (await edit({ ttl: 60 })).comment_modified_on,
        (await edit({ comment: "second" })).comment_modified_on,
      ],
      ["2026-08-01T10:00:00.000Z", "2026-08-01T10:00:00.000Z", "2026-08-02T10:00:00.000Z"],
    );
  });

  it("changes the type of a record in place", async () => {
    const created = await api.create(DEV);
    const body = change({ type: "A", name: "dev.outsrc.dev", content: "192.0.2.1", ttl: 1 });
    const updated = (await api.client.dns.records.update(created.id, body)) as unknown as ApiRecord;
    assert.deepEqual([updated.type, updated.content, updated.settings], ["A", "192.0.2.1", {}]);
  });

  it("answers a deletion with the id, and the record is gone", async () => {
    const created = await api.create(DEV);
    assert.deepEqual(await api.client.dns.records.delete(...key(created.id)), { id: created.id });
    assert.deepEqual(await api.list({ type: "CNAME" }), []);
  });

  it("drops the ttl of a proxied record", async () => {
    assert.equal((await api.create({ ...DEV, proxied: true, ttl: 300 })).ttl, 1);
  });

  for (const { name, content, proxiable } of [
    { name: "a public address", content: "35.209.76.89", proxiable: true },
    { name: "an address for documentation", content: "192.0.2.1", proxiable: true },
    { name: "a private address", content: "10.0.0.1", proxiable: false },
  ])
    it(`says that ${name} is ${proxiable ? "" : "not "}proxiable`, async () => {
      assert.equal((await api.create({ type: "A", name: "a", content })).proxiable, proxiable);
    });

  for (const { name, records } of [
    {
      name: "A and AAAA",
      records: [
        { type: "A", content: "192.0.2.1" },
        { type: "AAAA", content: "2001:db8::1" },
      ],
    },
    {
      name: "several addresses",
      records: [
        { type: "A", content: "192.0.2.1" },
        { type: "A", content: "192.0.2.2" },
      ],
    },
    {
      name: "CNAME and TXT",
      records: [
        { type: "CNAME", content: "proxy.outsrc.dev" },
        { type: "TXT", content: "hello" },
      ],
    },
  ])
    it(`lets ${name} share a name`, async () => {
      for (const record of records) await api.create({ ...record, name: "both" });
      assert.equal((await api.list({ name: { exact: "both.outsrc.dev" } })).length, 2);
    });
});

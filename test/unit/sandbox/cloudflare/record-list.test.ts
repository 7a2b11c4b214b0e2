import assert from "node:assert/strict";
import { emulatorFor, ZONE } from "./harness";

describe("Cloudflare emulator: listing DNS records", function () {
  const api = emulatorFor(this);

  beforeEach(async () => {
    await api.create({ type: "CNAME", name: "dev", content: "proxy.outsrc.dev", comment: "Made by dev" });
    await api.create({ type: "CNAME", name: "www", content: "proxy-prod.outsrc.dev", ttl: 300, proxied: true });
    await api.create({ type: "TXT", name: "@", content: "Hello", ttl: 120 });
  });

  for (const { name, query, found } of [
    { name: "an exact name", query: { name: { exact: "dev.outsrc.dev" } }, found: ["dev"] },
    { name: "an exact name without regard to case", query: { name: { exact: "DEV.outsrc.dev" } }, found: ["dev"] },
    { name: "a name in the older form", query: { name: "dev.outsrc.dev" }, found: ["dev"] },
    { name: "a part of the name", query: { name: { contains: "proxy" } }, found: ["proxy", "proxy-prod"] },
    { name: "the start of the name", query: { name: { startswith: "proxy-" } }, found: ["proxy-prod"] },
    { name: "the end of the name", query: { name: { endswith: "w.outsrc.dev" } }, found: ["www"] },
    { name: "the type", query: { type: "CNAME" }, found: ["dev", "www"] },
    { name: "an exact content", query: { content: { exact: "35.209.76.89" } }, found: ["proxy"] },
    { name: "a content in the older form", query: { content: "hello" }, found: ["@"] },
    { name: "a part of the content", query: { content: { contains: "prod" } }, found: ["www"] },
    { name: "the proxy", query: { proxied: true }, found: ["www"] },
    { name: "a comment", query: { comment: { contains: "made" } }, found: ["dev"] },
    { name: "having a comment", query: { comment: { present: "" } }, found: ["dev"] },
    { name: "having no comment", query: { comment: { absent: "" }, type: "CNAME" }, found: ["www"] },
    { name: "all of several", query: { type: "CNAME", name: { contains: "dev" }, proxied: false }, found: ["dev"] },
    { name: "any of several", query: { match: "any", type: "TXT", proxied: true }, found: ["www", "@"] },
    { name: "text anywhere", query: { search: "PROD" }, found: ["proxy-prod", "www"] },
    { name: "nothing", query: {}, found: ["proxy", "proxy-prod", "dev", "www", "@"] },
    { name: "an empty name", query: { name: "" }, found: ["proxy", "proxy-prod", "dev", "www", "@"] },
    { name: "what it does not know", query: { colour: "red", type: "TXT" }, found: ["@"] },
  ])
    it(`filters by ${name}`, async () => {
      const names = (await api.list(query)).map((record) => record.name.replace(/\.?outsrc\.dev$/, "") || "@");
      assert.deepEqual(names, found);
    });

  for (const { name, query, found } of [
    {
      name: "content",
      query: { order: "content", type: "CNAME" },
      found: ["proxy-prod.outsrc.dev", "proxy.outsrc.dev"],
    },
    {
      name: "content, descending",
      query: { order: "content", direction: "desc", type: "CNAME" },
      found: ["proxy.outsrc.dev", "proxy-prod.outsrc.dev"],
    },
    { name: "ttl", query: { order: "ttl", direction: "desc" }, found: ["Hello"] },
    { name: "type", query: { order: "type", direction: "desc" }, found: ["Hello"] },
    { name: "name", query: { order: "name" }, found: ["proxy.outsrc.dev", "Hello"] },
    { name: "proxy", query: { order: "proxied", direction: "desc" }, found: ["proxy-prod.outsrc.dev"] },
  ])
    it(`orders by ${name}`, async () => {
      assert.deepEqual((await api.list(query)).map(({ content }) => content).slice(0, found.length), found);
    });

  it("tells which page it is, out of how many", async () => {
    const page = await api.client.dns.records.list({ zone_id: ZONE, page: 2, per_page: 2 });
    assert.deepEqual(
      page.result.map(({ name }) => name),
      ["dev.outsrc.dev", "www.outsrc.dev"],
    );
    assert.deepEqual(page.result_info, {
      page: 2,
      per_page: 2,
      count: 2,
      total_count: 5,
      total_pages: 3,
    });
  });

  it("has 100 records on a page unless asked otherwise", async () => {
    const page = await api.client.dns.records.list({ zone_id: ZONE });
    assert.deepEqual(page.result_info, {
      page: 1,
      per_page: 100,
      count: 5,
      total_count: 5,
      total_pages: 1,
    });
  });

  it("ends the pages with an empty one, which is where the SDK and the provider stop", async () => {
    const names: string[] = [];
    for await (const { name } of api.client.dns.records.list({ zone_id: ZONE, per_page: 2 })) names.push(name);
    assert.equal(names.length, 5);
    assert.deepEqual(
      api.emulator.requests().flatMap(({ query }) => query["page"] ?? []),
      ["2", "3", "4"],
    );
  });

  it("has one page, empty, when nothing is found", async () => {
    const page = await api.client.dns.records.list({ zone_id: ZONE, name: { exact: "nobody.outsrc.dev" } });
    assert.deepEqual(page.result, []);
    assert.deepEqual(page.result_info, {
      page: 1,
      per_page: 100,
      count: 0,
      total_count: 0,
      total_pages: 1,
    });
  });
});

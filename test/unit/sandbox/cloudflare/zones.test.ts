import assert from "node:assert/strict";
import type { ResultInfo } from "../../../../sandbox/cloudflare/api";
import { OUTSRC_ZONE, seedId, seedState } from "../../../../sandbox/cloudflare/seed";
import { emulatorFor, TOKEN, ZONE } from "./harness";

const OTHERS = Array.from({ length: 24 }, (_, index) => ({ name: `zone-${index}.example`, addresses: {} }));

describe("Cloudflare emulator: zones and account", function () {
  const api = emulatorFor(this);

  it("answers a zone as one that is active and on the Free plan", async () => {
    const zone: object = await api.client.zones.get({ zone_id: ZONE });
    const { name, status, type, paused, plan, account } = zone as Record<string, object>;
    assert.deepEqual(
      { name, status, type, paused, plan: (plan as { legacy_id: string }).legacy_id, account },
      {
        name: "outsrc.dev",
        status: "active",
        type: "full",
        paused: false,
        plan: "free",
        account: { id: seedId("outsrc sandbox"), name: "outsrc sandbox" },
      },
    );
  });

  it("finds the same zone by name as by id", async () => {
    const { result } = await api.client.zones.list({ name: "outsrc.dev" });
    assert.deepEqual(result, [await api.client.zones.get({ zone_id: ZONE })]);
  });

  for (const { name, query, found } of [
    { name: "a name", query: { name: "outsrc.dev" }, found: 1 },
    { name: "a name in capitals", query: { name: "OUTSRC.DEV" }, found: 1 },
    { name: "a part of a name", query: { name: "contains:src" }, found: 1 },
    { name: "the start of a name", query: { name: "starts_with:out" }, found: 1 },
    { name: "the end of a name", query: { name: "ends_with:.com" }, found: 0 },
    { name: "another name", query: { name: "not_equal:outsrc.dev" }, found: 0 },
    { name: "a name that nothing has", query: { name: "outsrc" }, found: 0 },
    { name: "the status", query: { status: "active" as const }, found: 1 },
    { name: "another status", query: { status: "pending" as const }, found: 0 },
    { name: "the account", query: { account: { id: seedId("outsrc sandbox") } }, found: 1 },
    { name: "the name of another account", query: { account: { name: "somebody" } }, found: 0 },
    {
      name: "any of several",
      query: { match: "any" as const, status: "pending" as const, name: "outsrc.dev" },
      found: 1,
    },
  ])
    it(`filters zones by ${name}`, async () => {
      assert.equal((await api.client.zones.list(query)).result.length, found);
    });

  it("has 20 zones on a page, and never more than 50", async () => {
    const stateFile = `${api.stateFile}.many`;
    await api.restart({ stateFile, initialState: seedState([OUTSRC_ZONE, ...OTHERS]) });
    const usual = (await api.client.zones.list()).result_info as ResultInfo;
    assert.deepEqual(usual, { page: 1, per_page: 20, count: 20, total_count: 25, total_pages: 2 });
    const greedy = (await api.client.zones.list({ per_page: 1000 })).result_info as ResultInfo;
    assert.deepEqual(greedy, { page: 1, per_page: 50, count: 25, total_count: 25, total_pages: 1 });
  });

  it("keeps the records of zones apart", async () => {
    const stateFile = `${api.stateFile}.many`;
    await api.restart({ stateFile, initialState: seedState([OUTSRC_ZONE, ...OTHERS]) });
    await api.create({ type: "A", name: "a", content: "192.0.2.1" });
    const page = await api.client.dns.records.list({ zone_id: seedId("zone-3.example") });
    assert.deepEqual(page.result, []);
  });

  it("says that the token is good", async () => {
    const { id, status } = await api.client.user.tokens.verify();
    assert.deepEqual({ id, status }, { id: seedId(TOKEN), status: "active" });
  });

  it("tells Cloudflare's address ranges, also without a token", async () => {
    const response = await fetch(`${api.emulator.baseUrl}/ips`);
    const { result } = (await response.json()) as { result: { ipv4_cidrs: string[]; ipv6_cidrs: string[] } };
    assert.deepEqual([result.ipv4_cidrs.length, result.ipv6_cidrs.length], [15, 7]);
    assert.deepEqual(await api.client.ips.list(), result);
  });
});

import assert from "node:assert/strict";
import type Cloudflare from "cloudflare";
import { assertRefused, emulatorFor, ZONE, type Refused } from "./harness";

const SAME_NAME =
  "For more details, refer to <https://developers.cloudflare.com/dns/manage-dns-records/troubleshooting/records-with-same-name/>.";
const HOST_TAKEN = {
  status: 400,
  code: 81053,
  message: `An A, AAAA, or CNAME record with that host already exists. ${SAME_NAME}`,
};
const HOST_IS_CNAME = {
  status: 400,
  code: 81054,
  message: `A CNAME record with that host already exists. ${SAME_NAME}`,
};
const IDENTICAL = { status: 400, code: 81058, message: "An identical record already exists." };
const NO_RECORD = { status: 404, code: 81044, message: "Record does not exist." };
const NOT_AUTHORISED = { status: 403, code: 10000, message: "Authentication error" };

const A = { type: "A", name: "a", content: "192.0.2.1" };
const CNAME = { type: "CNAME", name: "c", content: "proxy.outsrc.dev" };
const INVALID_NAME = { code: 9000, message: "DNS name is invalid." };
const INVALID_TTL = { code: 9021, message: "TTL must be between 60 and 86400 seconds, or 1 for Automatic." };
const INVALID_BODY = { code: 9207, message: "Request body is invalid." };
const INVALID_A = { code: 9005, message: "Content for A record must be a valid IPv4 address." };
const INVALID_AAAA = { code: 9006, message: "Content for AAAA record must be a valid IPv6 address." };
const INVALID_CNAME = { code: 9007, message: "Content for CNAME record is invalid." };

describe("Cloudflare emulator: refusals", function () {
  const api = emulatorFor(this);
  const records = () => api.client.dns.records;
  const change = (body: object) => ({ zone_id: ZONE, ...body }) as Cloudflare.DNS.RecordUpdateParams;

  for (const { name, record, refusal } of [
    { name: "an empty name", record: { ...A, name: "" }, refusal: INVALID_NAME },
    { name: "a missing name", record: { type: "A", content: "192.0.2.1" }, refusal: INVALID_NAME },
    { name: "two dots in a row", record: { ...A, name: "a..b" }, refusal: INVALID_NAME },
    { name: "a space in the name", record: { ...A, name: "a b" }, refusal: INVALID_NAME },
    { name: "a label of 64 characters", record: { ...A, name: "a".repeat(64) }, refusal: INVALID_NAME },
    {
      name: "a name of 254 characters",
      record: { ...A, name: "a.".repeat(122) + "outsrc.dev" },
      refusal: INVALID_NAME,
    },
    { name: "a wildcard in the middle", record: { ...A, name: "a.*.b" }, refusal: INVALID_NAME },
    { name: "a complete name of another zone", record: { ...A, name: "www.example.com." }, refusal: INVALID_NAME },
    { name: "a host name in an A record", record: { ...A, content: "proxy.outsrc.dev" }, refusal: INVALID_A },
    { name: "an IPv6 address in an A record", record: { ...A, content: "2001:db8::1" }, refusal: INVALID_A },
    { name: "a short IPv4 address", record: { ...A, content: "192.0.513" }, refusal: INVALID_A },
    { name: "a missing content", record: { type: "A", name: "a" }, refusal: INVALID_A },
    { name: "an IPv4 address in an AAAA record", record: { ...A, type: "AAAA" }, refusal: INVALID_AAAA },
    { name: "an IPv6 zone", record: { type: "AAAA", name: "a", content: "fe80::1%eth0" }, refusal: INVALID_AAAA },
    { name: "an address in a CNAME record", record: { ...CNAME, content: "192.0.2.1" }, refusal: INVALID_CNAME },
    { name: "a URL in a CNAME record", record: { ...CNAME, content: "https://a.example" }, refusal: INVALID_CNAME },
    { name: "a CNAME to a single label", record: { ...CNAME, content: "localhost" }, refusal: INVALID_CNAME },
    {
      name: "a CNAME to itself",
      record: { ...CNAME, content: "C.outsrc.dev." },
      refusal: { code: 9039, message: "CNAME content cannot reference itself." },
    },
    { name: "a ttl of 0", record: { ...A, ttl: 0 }, refusal: INVALID_TTL },
    { name: "a ttl of 59", record: { ...A, ttl: 59 }, refusal: INVALID_TTL },
    { name: "a ttl of 86401", record: { ...A, ttl: 86401 }, refusal: INVALID_TTL },
    { name: "half a second of ttl", record: { ...A, ttl: 60.5 }, refusal: INVALID_TTL },
    { name: "a ttl in quotes", record: { ...A, ttl: "300" }, refusal: INVALID_TTL },
    {
      name: "a proxied TXT record",
      record: { type: "TXT", name: "a", content: "hello", proxied: true },
      refusal: { code: 9004, message: "This record type cannot be proxied." },
    },
    {
      name: "a proxied private address",
      record: { ...A, content: "10.0.0.1", proxied: true },
      refusal: { code: 9003, message: "Target 10.0.0.1 is not allowed for a proxied record." },
    },
    {
      name: "a TXT record of 4097 bytes",
      record: { type: "TXT", name: "a", content: "x".repeat(4097) },
      refusal: { code: 9015, message: "Record content exceeds the allowed length of 4096 wire format bytes." },
    },
    {
      name: "an empty TXT record",
      record: { type: "TXT", name: "a", content: "" },
      refusal: { code: 1004, message: "DNS Validation Error: content for TXT record must not be empty" },
    },
    {
      name: "a comment of 101 characters",
      record: { ...A, comment: "é".repeat(101) },
      refusal: { code: 9313, message: "DNS record comment exceeds the maximum length of 100 characters." },
    },
    {
      name: "a comment of two lines",
      record: { ...A, comment: "one\ntwo" },
      refusal: { code: 1004, message: "DNS Validation Error: comment must not hold a line break" },
    },
    {
      name: "tags, which the plan does not have",
      record: { ...A, tags: ["owner:web", "env:dev"] },
      refusal: { code: 9300, message: "DNS record has 2 tags, exceeding the quota of 0." },
    },
    {
      name: "a type that it does not know",
      record: { ...A, type: "MX" },
      refusal: {
        code: 1004,
        message: "DNS Validation Error: the emulator has records of type A, AAAA, CNAME, TXT only",
      },
    },
    { name: "a content that is no text", record: { ...A, content: ["192.0.2.1"] }, refusal: INVALID_BODY },
    { name: "a proxied that is no boolean", record: { ...A, proxied: "yes" }, refusal: INVALID_BODY },
  ])
    it(`rejects ${name}`, async () => {
      await assertRefused(api.create(record), { status: 400, ...refusal });
      assert.equal((await api.list()).length, 2);
    });

  for (const record of [
    { ...A, ttl: 60 },
    { ...A, ttl: 86400 },
    { ...A, comment: "𝄞".repeat(100) },
    { ...A, name: "_dmarc.x_y" },
    { ...A, name: "*" },
  ])
    it(`takes ${JSON.stringify(record).slice(0, 80)}`, async () => {
      assert.equal((await api.create(record)).content, "192.0.2.1");
    });

  for (const { name, first, second, refusal } of [
    { name: "a CNAME beside an A record", first: A, second: { ...CNAME, name: "a" }, refusal: HOST_TAKEN },
    {
      name: "a CNAME beside an AAAA record",
      first: { ...A, type: "AAAA", content: "2001:db8::1" },
      second: { ...CNAME, name: "a" },
      refusal: HOST_TAKEN,
    },
    { name: "a second CNAME", first: CNAME, second: { ...CNAME, content: "x.example" }, refusal: HOST_TAKEN },
    { name: "the same CNAME again", first: CNAME, second: CNAME, refusal: HOST_TAKEN },
    { name: "an A record beside a CNAME", first: CNAME, second: { ...A, name: "c" }, refusal: HOST_IS_CNAME },
    { name: "the same A record again", first: A, second: A, refusal: IDENTICAL },
    { name: "an A record that differs in ttl only", first: A, second: { ...A, ttl: 60 }, refusal: IDENTICAL },
    {
      name: "the same AAAA record in another spelling",
      first: { type: "AAAA", name: "a", content: "2001:db8::1" },
      second: { type: "AAAA", name: "A.outsrc.dev.", content: "2001:DB8:0:0:0:0:0:1" },
      refusal: IDENTICAL,
    },
  ])
    it(`rejects ${name}, by POST, PUT and PATCH`, async () => {
      await api.create(first);
      const { id } = await api.create({ ...A, name: "elsewhere" });
      const before = await api.list();
      await assertRefused(api.create(second), refusal);
      await assertRefused(records().update(id, change(second)), refusal);
      await assertRefused(records().edit(id, change(second)), refusal);
      assert.deepEqual(await api.list(), before);
    });

  it("rejects every request for a record that is gone", async () => {
    const { id } = await api.create(A);
    await records().delete(id, { zone_id: ZONE });
    await assertRefused(records().get(id, { zone_id: ZONE }), NO_RECORD);
    await assertRefused(records().update(id, change(A)), NO_RECORD);
    await assertRefused(records().edit(id, change(A)), NO_RECORD);
    await assertRefused(records().delete(id, { zone_id: ZONE }), NO_RECORD);
  });

  it("rejects an identifier of another form, naming the path", async () => {
    const cannotRoute = (path: string): Refused => ({
      status: 404,
      code: 7003,
      message: `Could not route to /client/v4${path}, perhaps your object identifier is invalid?`,
    });
    await assertRefused(api.client.zones.get({ zone_id: "outsrc.dev" }), cannotRoute("/zones/outsrc.dev"));
    await assertRefused(records().get("123", { zone_id: ZONE }), cannotRoute(`/zones/${ZONE}/dns_records/123`));
  });

  it("rejects a zone that the token does not reach", async () => {
    const zone_id = "0".repeat(32);
    await assertRefused(api.client.zones.get({ zone_id }), NOT_AUTHORISED);
    await assertRefused(records().list({ zone_id }), NOT_AUTHORISED);
    await assertRefused(records().create({ ...change(A), zone_id }), NOT_AUTHORISED);
  });

  it("rejects what it does not have", async () => {
    const refusal = { status: 400, code: 7000, message: "No route for that URI" };
    await assertRefused(api.client.accounts.list(), refusal);
    await assertRefused(api.client.zones.delete({ zone_id: ZONE }), refusal);
  });
});

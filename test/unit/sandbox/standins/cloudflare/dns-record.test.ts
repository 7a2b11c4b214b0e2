import assert from "node:assert/strict";
import * as dns from "../../../../../sandbox/standins/cloudflare/dns-record";

const BODY = {
  name: "dev.outsrc.dev",
  type: "CNAME",
  content: "proxy.outsrc.dev",
  ttl: 1,
  proxied: false,
};
const INPUTS = { zoneId: "z", ...BODY };
const STATE = { ...INPUTS, tags: [], settings: { flattenCname: false } };

describe("DNS records", () => {
  it("creates with what is declared and nothing else", () => {
    assert.deepEqual(dns.creationBody(INPUTS), BODY);
  });

  it("rejects a lifetime for a proxied record", () => {
    assert.throws(
      () => dns.creationBody({ ...INPUTS, proxied: true, ttl: 300 }),
      /^RolloutError: ttl: is fixed .* got 300; write 1$/,
    );
  });

  it("overwrites with everything that shall stay", () => {
    assert.deepEqual(dns.overwritingBody(INPUTS, STATE), {
      ...BODY,
      tags: [],
      settings: { flatten_cname: false, ipv4_only: false, ipv6_only: false },
    });
  });

  it("removes a comment with null", () => {
    assert.equal(dns.overwritingBody(INPUTS, { ...STATE, comment: "old" })["comment"], null);
  });

  it("finds the live values of what is declared", () => {
    assert.deepEqual(dns.declaredRecord({ ...STATE, ttl: 300, comment: "foreign" }, INPUTS), { ...INPUTS, ttl: 300 });
  });

  it("takes a name without its zone for the same", () => {
    assert.deepEqual(dns.declaredRecord(STATE, { name: "dev" }), { name: "dev" });
  });

  it("writes fields as the SDK calls them", () => {
    const record = { id: "r", created_on: "t", comment: null, meta: {}, settings: { flatten_cname: true } };
    const expected = { id: "r", zoneId: "z", createdOn: "t", meta: "{}", settings: { flattenCname: true } };
    assert.deepEqual(dns.recordState(record, "z"), expected);
  });
});

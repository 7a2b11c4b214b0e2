import assert from "node:assert/strict";
import { recordName } from "../../../../sandbox/cloudflare/record-name";

describe("recordName", () => {
  for (const { name, written, full } of [
    { name: "a full name", written: "dev.outsrc.dev", full: "dev.outsrc.dev" },
    { name: "a short name", written: "dev", full: "dev.outsrc.dev" },
    { name: "a short name of two labels", written: "api.dev", full: "api.dev.outsrc.dev" },
    { name: "the apex by sign", written: "@", full: "outsrc.dev" },
    { name: "the apex by name", written: "outsrc.dev", full: "outsrc.dev" },
    { name: "upper case", written: "DEV.OutSrc.Dev", full: "dev.outsrc.dev" },
    { name: "a trailing dot", written: "dev.outsrc.dev.", full: "dev.outsrc.dev" },
    { name: "a wildcard", written: "*.dev", full: "*.dev.outsrc.dev" },
    { name: "a name outside the zone, which is relative", written: "example.com", full: "example.com.outsrc.dev" },
    { name: "a name that only ends alike", written: "notoutsrc.dev", full: "notoutsrc.dev.outsrc.dev" },
    { name: "other alphabets", written: "bücher", full: "xn--bcher-kva.outsrc.dev" },
    { name: "the longest name", written: `${"a.".repeat(120)}bb`, full: `${"a.".repeat(120)}bb.outsrc.dev` },
    { name: "a complete name outside the zone", written: "example.com.", full: undefined },
    { name: "nothing", written: "", full: undefined },
    { name: "a dot", written: ".", full: undefined },
    { name: "a label that starts with a hyphen", written: "-a", full: undefined },
    { name: "a label that is a wildcard and more", written: "*a", full: undefined },
  ])
    it(`reads ${name}`, () => {
      assert.equal(recordName(written, "outsrc.dev"), full);
    });
});

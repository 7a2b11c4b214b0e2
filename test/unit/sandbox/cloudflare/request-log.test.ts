import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { assertRefused, emulatorFor, TOKEN, ZONE } from "./harness";

describe("Cloudflare emulator: request log", function () {
  const api = emulatorFor(this);

  it("holds every request with its query, body and outcome, in order", async () => {
    await api.restart({ now: () => new Date("2026-08-01T10:00:00Z") });
    const body = { type: "A", name: "a", content: "192.0.2.1" };
    await api.create(body);
    await assertRefused(api.create(body), { status: 400, code: 81058, message: "An identical record already exists." });
    await api.list({ name: { exact: "a.outsrc.dev" }, page: 2 });
    const path = `/zones/${ZONE}/dns_records`;
    const time = "2026-08-01T10:00:00.000Z";
    assert.deepEqual(api.emulator.requests(), [
      { time, method: "POST", path, query: {}, body, status: 200, errors: [] },
      { time, method: "POST", path, query: {}, body, status: 400, errors: [81058] },
      { time, method: "GET", path, query: { "name.exact": "a.outsrc.dev", page: "2" }, status: 200, errors: [] },
    ]);
  });

  it("is the same in a file, a line each, without the token", async () => {
    const requestLog = `${api.stateFile}.log`;
    await api.restart({ requestLog });
    await api.list();
    await api.client.zones.get({ zone_id: ZONE });
    const text = readFileSync(requestLog, "utf8");
    assert.deepEqual(
      text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown),
      api.emulator.requests(),
    );
    assert.equal(text.includes(TOKEN), false);
  });

  it("starts empty with each emulator", async () => {
    const requestLog = `${api.stateFile}.log`;
    await api.restart({ requestLog });
    await api.list();
    await api.restart({ requestLog });
    assert.equal(readFileSync(requestLog, "utf8"), "");
    assert.deepEqual(api.emulator.requests(), []);
  });
});

import assert from "node:assert/strict";
import { assertRefused, clientOf, emulatorFor, TOKEN, ZONE } from "./harness";

const NOT_AUTHORISED = { status: 403, code: 10000, message: "Authentication error" };
const MALFORMED = {
  code: 6003,
  message: "Invalid request headers",
  error_chain: [{ code: 6111, message: "Invalid format for Authorization header" }],
};
const MISSING = { code: 9106, message: "Missing X-Auth-Key, X-Auth-Email or Authorization headers" };

interface Credentials {
  authorization?: string;
}

describe("Cloudflare emulator: credentials and bodies", function () {
  const api = emulatorFor(this);

  it("rejects another token of the right form", async () => {
    const stranger = clientOf(api.emulator, `${TOKEN.slice(0, -1)}x`);
    await assertRefused(stranger.zones.list(), NOT_AUTHORISED);
    await assertRefused(stranger.dns.records.list({ zone_id: ZONE }), NOT_AUTHORISED);
    await assertRefused(stranger.user.tokens.verify(), { status: 401, code: 1000, message: "Invalid API Token" });
  });

  for (const { name, headers, error } of [
    { name: "a malformed token", headers: { authorization: "Bearer short" } as Credentials, error: MALFORMED },
    { name: "another scheme", headers: { authorization: `Basic ${TOKEN}` } as Credentials, error: MALFORMED },
    { name: "no credentials", headers: {} as Credentials, error: MISSING },
  ])
    it(`rejects ${name} with the whole envelope`, async () => {
      const response = await fetch(`${api.emulator.baseUrl}/zones`, { headers: { ...headers } });
      assert.equal(response.status, 400);
      assert.deepEqual(await response.json(), { result: null, success: false, errors: [error], messages: [] });
    });

  for (const { name, type, body, message } of [
    { name: "broken JSON", type: "application/json", body: "{", message: "Request body is invalid." },
    { name: "JSON that is no object", type: "application/json", body: "[]", message: "Request body is invalid." },
    { name: "no body", type: "application/json", body: "", message: "Request body is invalid." },
    { name: "a form", type: "text/plain", body: "type=A", message: "Content-type must be application/json." },
  ])
    it(`rejects ${name}`, async () => {
      const response = await fetch(`${api.emulator.baseUrl}/zones/${ZONE}/dns_records`, {
        method: "POST",
        headers: { authorization: `Bearer ${TOKEN}`, "content-type": type },
        body,
      });
      const { errors } = (await response.json()) as { errors: unknown };
      assert.deepEqual([response.status, errors], [400, [{ code: 9207, message }]]);
    });
});

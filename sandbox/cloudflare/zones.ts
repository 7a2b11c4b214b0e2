import { success } from "./api";
import { inZone, type Call, type Outcome } from "./call";
import { matching, operatorTests } from "./filters";
import { paginate } from "./pagination";
import type { Zone } from "./state";

/** Every zone of the emulator is in use. */
const STATUS = "active";

/** `GET /zones` */
export function listZones({ state, query }: Call): Outcome {
  const zones = matching(state.zones, query, [
    ...operatorTests<Zone>(query, "name", (zone) => zone.name),
    ...operatorTests<Zone>(query, "status", () => STATUS),
    ...operatorTests<Zone>(query, "account.id", (zone) => zone.account.id),
    ...operatorTests<Zone>(query, "account.name", (zone) => zone.account.name),
  ]);
  const { result, info } = paginate(zones, query, { default: 20, max: 50 });
  return { answer: success(result.map(presentZone), { result_info: info }) };
}

/** `GET /zones/:zone` */
export function getZone(call: Call): Outcome {
  return inZone(call, (zone) => ({ answer: success(presentZone(zone)) }));
}

/** A zone as the API answers it: on the Free plan, active, served by Cloudflare. */
function presentZone({ id, name, account, created_on }: Zone) {
  return {
    id,
    name,
    status: STATUS,
    paused: false,
    type: "full",
    development_mode: 0,
    name_servers: ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"],
    original_name_servers: null,
    original_registrar: null,
    original_dnshost: null,
    modified_on: created_on,
    created_on,
    activated_on: created_on,
    meta: { step: 2, custom_certificate_quota: 0, page_rule_quota: 3, phishing_detected: false },
    owner: { id: null, type: "user", email: null },
    account,
    tenant: { id: null, name: null },
    tenant_unit: { id: null },
    permissions: ["#dns_records:edit", "#dns_records:read", "#zone:read"],
    plan: {
      id: "0feeeeeeeeeeeeeeeeeeeeeeeeeeeeee",
      name: "Free Website",
      price: 0,
      currency: "USD",
      frequency: "",
      is_subscribed: false,
      can_subscribe: false,
      legacy_id: "free",
      legacy_discount: false,
      externally_managed: false,
    },
  };
}

import { listIps, verifyToken } from "./account-endpoints";
import type { ApiRequest } from "./api";
import { refuse, type Call, type Outcome, type Surroundings } from "./call";
import { createRecord, deleteRecord, editRecord, getRecord, overwriteRecord } from "./record-endpoints";
import { listRecords } from "./record-list";
import { NO_ROUTE } from "./refusals";
import type { State } from "./state";
import { getZone, listZones } from "./zones";

/** Paths and what answers each of their methods. A segment that begins with a colon is variable. */
const ROUTES: Readonly<Record<string, Readonly<Record<string, (call: Call) => Outcome>>>> = {
  "/ips": { GET: listIps },
  "/user/tokens/verify": { GET: verifyToken },
  "/zones": { GET: listZones },
  "/zones/:zone": { GET: getZone },
  "/zones/:zone/dns_records": { GET: listRecords, POST: createRecord },
  "/zones/:zone/dns_records/:record": {
    GET: getRecord,
    PUT: overwriteRecord,
    PATCH: editRecord,
    DELETE: deleteRecord,
  },
};

/** Answers one request. Pure but for the surroundings: what changes is in the outcome. */
export function respond(state: State, request: ApiRequest, surroundings: Surroundings): Outcome {
  for (const [path, methods] of Object.entries(ROUTES)) {
    const params = match(path.split("/"), request.path.split("/"));
    const endpoint = params && methods[request.method];
    if (endpoint) return endpoint({ ...request, state, surroundings, params });
  }
  return refuse(NO_ROUTE);
}

function match(pattern: readonly string[], path: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== path.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of pattern.entries()) {
    const actual = path[index] ?? "";
    if (segment.startsWith(":")) params[segment.slice(1)] = actual;
    else if (segment !== actual) return undefined;
  }
  return params;
}

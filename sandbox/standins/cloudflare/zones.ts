import { RolloutError } from "../../../config/errors";
import { listOr, textOr, valueAt, type PlainObject } from "../protocol/plain";
import { withoutNulls } from "../protocol/property-values";
import type { CloudflareApi } from "./cloudflare-api";
import { toSdkNames } from "./field-names";

async function zoneIdByName(api: CloudflareApi, name: string): Promise<string> {
  const zones = listOr(await api.request("GET", `/zones?name=${encodeURIComponent(name)}`));
  if (zones.length !== 1)
    throw new RolloutError(
      `filter.name: ${zones.length} zones have this name, got ${JSON.stringify(name)}; write one of yours`,
    );
  return textOr(valueAt(zones[0], ["id"]));
}

/** The function `getZone`: a zone by its id or, in `filter.name`, its name. */
export async function getZone(api: CloudflareApi, args: PlainObject): Promise<PlainObject> {
  const name = textOr(valueAt(args, ["filter", "name"]));
  const zoneId = textOr(args["zoneId"]) || (await zoneIdByName(api, name));
  const zone = toSdkNames(withoutNulls(await api.request("GET", `/zones/${zoneId}`)));
  return { ...zone, zoneId, ...(args["filter"] === undefined ? {} : { filter: args["filter"] }) };
}

import { findRecord } from "./dns";
import type { Session } from "./session";
import type { PendingOperation } from "./stack-state";
import { nameOfUrn } from "./steps";

const RECORD = "cloudflare:index/dnsRecord:DnsRecord";

/** A deployment as the engine exports it, as far as repairs touch it. */
interface Deployment {
  readonly resources?: readonly unknown[];
  readonly pending_operations?: readonly unknown[];
}

function isDeployment(value: unknown): value is Deployment {
  return typeof value === "object" && value !== null;
}

/** The resource of an interrupted creation, completed by the id of the record that was made after all. */
async function finished({ type, resource }: PendingOperation): Promise<Record<string, unknown> | undefined> {
  const zoneId = resource.inputs["zoneId"];
  if (type !== "creating" || resource.type !== RECORD || typeof zoneId !== "string") return undefined;
  const id = await findRecord(zoneId, nameOfUrn(resource.urn));
  return id === undefined ? undefined : { ...resource, id, outputs: { ...resource.inputs, id } };
}

/**
 * Settles what an engine that was killed had under way. Changes and deletions need nothing: the refresh of the next update
 * reads how they went. Kubernetes objects that were made are adopted by that update. A DNS record would be refused as a
 * duplicate, so it is taken into the state.
 */
export async function settlePending({ engine, ui }: Session): Promise<void> {
  await engine.repair(async ({ pending, resources }, deployment) => {
    if (pending.length === 0 || !isDeployment(deployment)) return undefined;
    const names = pending.map(({ type, resource }) => `${type} ${nameOfUrn(resource.urn)}`);
    ui.progress(`an update is not finished, or was cut off while ${names.join(", ")}; looking at how that went`);
    const known = new Set(resources.map(({ urn }) => urn));
    const found = await Promise.all(pending.filter(({ resource }) => !known.has(resource.urn)).map(finished));
    const records = found.filter((record) => record !== undefined);
    return { ...deployment, resources: [...(deployment.resources ?? []), ...records], pending_operations: [] };
  });
}

import { NotReadyError } from "../protocol/failures";
import { withoutValueAt, type PlainObject } from "../protocol/plain";
import { newFieldManager } from "./autonaming";
import { toState, withSecrets, type Checkpoint } from "./checkpoint";
import { isGone } from "./cluster";
import { declaredPart } from "./declared-part";
import type { Declared } from "./declared";
import { describe, identityOf, idOf, parseId, withoutServerMetadata, type KubeObject } from "./objects";
import type { Session } from "./session";
import { readinessNow } from "./waits/await-ready";

/** What a resource is now. */
export interface ReadResource {
  readonly id: string;
  readonly state: PlainObject;
  readonly inputs: PlainObject;
}

const WRITTEN_BY_OTHERS = [
  ["metadata", "annotations", "deployment.kubernetes.io/revision"],
  ["metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"],
];

/** The API version and kind that a type token such as `kubernetes:apps/v1:Deployment` stands for. */
export function kindOfToken(token: string): { apiVersion: string; kind: string } {
  const [, version = "", kind = ""] = token.split(":");
  return { apiVersion: version.replace(/^core\//, ""), kind };
}

/** All that somebody may have declared of an object that was found in the cluster. */
function adopted(live: KubeObject): KubeObject {
  const own = withoutServerMetadata(withoutValueAt(live, ["status"]));
  return WRITTEN_BY_OTHERS.reduce((rest, path) => withoutValueAt(rest, path), own);
}

/**
 * Reads a resource for a refresh or an import. A refresh finds the live values of what is declared; an import takes over
 * everything.
 *
 * @returns `undefined` if the resource is gone
 * @throws NotReadyError if it is there, but not ready
 */
export async function readResource(
  session: Session,
  request: { readonly id: string; readonly token: string; readonly declared: Declared; readonly before: Checkpoint },
): Promise<ReadResource | undefined> {
  const { id, declared, before } = request;
  const isImport = identityOf(declared.object).kind === "";
  const kind = isImport ? kindOfToken(request.token) : identityOf(declared.object);
  const { namespace, name } = parseId(id);
  let live: KubeObject;
  try {
    live = await session.cluster.get({ apiVersion: kind.apiVersion, kind: kind.kind, namespace, name });
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
  const inputs = isImport ? adopted(live) : declaredPart(live, declared.object);
  const fieldManager = before.fieldManager || newFieldManager();
  const found: ReadResource = {
    id: id || idOf(live),
    state: toState({ inputs, live, fieldManager }, declared.wire),
    inputs: withSecrets(inputs, declared.wire),
  };
  if (isImport) return found;
  const list = (type: Parameters<typeof session.cluster.list>[0]) => session.cluster.list(type, namespace);
  const { ready, problems } = await readinessNow(live, declared.object, list);
  if (ready) return found;
  const message = `${describe(live)} is not ready`;
  throw new NotReadyError(message, {
    id: found.id,
    properties: found.state,
    reasons: [message, ...problems],
    inputs: found.inputs,
  });
}

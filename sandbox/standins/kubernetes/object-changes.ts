import type { PlannedChange } from "../protocol/diff-response";
import { textOr, valueAt, withValueAt } from "../protocol/plain";
import { changesBetween } from "../protocol/property-changes";
import { isWithin, parsePropertyPath } from "../protocol/property-path";
import type { Checkpoint } from "./checkpoint";
import { declaredPart } from "./declared-part";
import { ANNOTATIONS, identityOf, isAnnotated, withoutServerMetadata, type KubeObject } from "./objects";
import { isSameAmount } from "./quantities";
import { replacementRule } from "./replacement-rules";
import type { Settings } from "./settings";

/** What an update would do. */
export interface ObjectChanges {
  readonly changes: readonly PlannedChange[];
  /** Whether a replacement has to delete the old object first, because the new one has the same name. */
  readonly deleteBeforeReplace: boolean;
}

const DEFAULT_NAMESPACE = "default";

// To name the default namespace or to name none is the same.
function withNamespace(object: KubeObject): KubeObject {
  const namespace = textOr(valueAt(object, ["metadata", "namespace"]));
  return withValueAt(object, ["metadata", "namespace"], namespace || DEFAULT_NAMESPACE);
}

/** Compares what is declared now with what the cluster was last seen to have of what was declared before. */
export function objectChanges(
  { inputs, live }: Checkpoint,
  declared: KubeObject,
  ignored: readonly string[],
  settings: Settings,
): ObjectChanges {
  const olds = withNamespace(declaredPart(live, inputs));
  const news = withNamespace(withoutServerMetadata(declared));
  const patterns = ignored.map((path) => parsePropertyPath(path) ?? [path]);
  const replaces = replacementRule(declared, settings);
  const changes = changesBetween(olds, news)
    // The real plugin writes amounts into the state as the API server spells them.
    .filter(({ path, value }) => !isSameAmount(path.at(-1), valueAt(olds, path), value))
    .filter(({ path }) => !patterns.some((pattern) => isWithin(pattern, path)))
    .map((change) => ({ ...change, replaces: replaces(change) }));
  const [before, after] = [identityOf(withNamespace(live)), identityOf(news)];
  return {
    changes,
    deleteBeforeReplace:
      !isAnnotated(declared, ANNOTATIONS.autonamed) &&
      before.name === after.name &&
      before.namespace === after.namespace,
  };
}

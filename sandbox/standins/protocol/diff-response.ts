import { DiffResponse, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import type { PropertyChange } from "./property-changes";
import { formatPropertyPath } from "./property-path";

/** A difference, and whether it takes a new object. */
export interface PlannedChange extends PropertyChange {
  readonly replaces: boolean;
}

const KINDS = {
  add: [PropertyDiff.Kind.ADD, PropertyDiff.Kind.ADD_REPLACE],
  delete: [PropertyDiff.Kind.DELETE, PropertyDiff.Kind.DELETE_REPLACE],
  update: [PropertyDiff.Kind.UPDATE, PropertyDiff.Kind.UPDATE_REPLACE],
} as const;

/** The answer to a Diff request: what changes, place by place. */
export function diffResponse(changes: readonly PlannedChange[], deleteBeforeReplace: boolean): DiffResponse {
  const response = new DiffResponse();
  response.setChanges(changes.length > 0 ? DiffResponse.DiffChanges.DIFF_SOME : DiffResponse.DiffChanges.DIFF_NONE);
  response.setHasdetaileddiff(true);
  for (const { path, kind, replaces } of changes) {
    const place = formatPropertyPath(path);
    const [inPlace, byReplacement] = KINDS[kind];
    const diff = new PropertyDiff();
    diff.setKind(replaces ? byReplacement : inPlace);
    diff.setInputdiff(kind === "delete");
    response.getDetaileddiffMap().set(place, diff);
    if (replaces) response.addReplaces(place);
  }
  response.setDeletebeforereplace(deleteBeforeReplace && changes.some(({ replaces }) => replaces));
  return response;
}

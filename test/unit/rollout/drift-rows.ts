import assert from "node:assert/strict";
import { parse } from "yaml";
import { compareObjects } from "../../../rollout/drift-fields";

const OURS = `
  - manager: pulumi-kubernetes-1a2b3c4d
    operation: Apply
    time: "2026-11-24T09:00:00Z"
    fieldsV1:
      f:metadata: {f:labels: {f:app: {}}, f:annotations: {f:why: {}}}
      f:spec:
        f:replicas: {}
        f:selector: {}
        f:allow: {}
        f:template:
          f:spec:
            f:containers:
              k:{"name":"front"}:
                .: {}
                f:name: {}
                f:image: {}
                f:env: {"k:{\\"name\\":\\"LEVEL\\"}": {.: {}, f:name: {}, f:value: {}}}
                f:ports: {"k:{\\"containerPort\\":8080,\\"protocol\\":\\"TCP\\"}": {.: {}, f:containerPort: {}}}
                f:resources: {f:requests: {f:memory: {}}}
`;

/** What is declared. */
export const DECLARED = parse(`
metadata: {name: front, labels: {app: front}, annotations: {why: because}}
spec:
  replicas: 2
  selector: {app: front}
  allow: [10.0.0.0/8, 192.0.2.0/24]
  template:
    spec:
      containers:
        - name: front
          image: front:1
          env: [{name: LEVEL, value: info}]
          ports: [{containerPort: 8080}]
          resources: {requests: {memory: 2Gi}}
`) as unknown;

/** When somebody else has edited it. */
export const AT = new Date("2026-11-24T10:00:00Z");

/** A live object, told by what differs from the declared one. */
export interface Live {
  /** Changes the object as declared. */
  readonly edit?: (live: Editable) => void;
  /** YAML of the fields of the one who edited. */
  readonly fields?: string;
  readonly manager?: string;
  readonly subresource?: string;
}

/** Parts of the live object. */
export interface Editable {
  metadata: { labels: Record<string, string>; annotations: Record<string, string> };
  spec: Record<string, unknown> & { replicas: number; allow: string[]; selector: Record<string, string> };
  container: Record<string, unknown> & { env: object[]; resources: { requests: Record<string, string> } };
  containers: object[];
  status?: object;
}

/** The live object, with the managed fields of the engine and of whoever edited it. */
export function liveOf({ edit, fields, manager = "kubectl-edit", subresource }: Live): unknown {
  const live = structuredClone(DECLARED) as Editable & { metadata: { managedFields?: unknown } };
  const { containers } = (live.spec as unknown as { template: { spec: { containers: object[] } } }).template.spec;
  const container = containers[0] as Editable["container"];
  Object.assign(container, { imagePullPolicy: "IfNotPresent", ports: [{ containerPort: 8080, protocol: "TCP" }] });
  Object.assign(live.metadata, { uid: "u", creationTimestamp: "2026-11-24T09:00:00Z" });
  live.status = { ready: 2 };
  edit?.({ ...live, container, containers });
  const theirs = {
    manager,
    operation: "Update",
    time: AT.toISOString(),
    subresource,
    fieldsV1: parse(fields ?? "{}") as unknown,
  };
  live.metadata.managedFields = [...(parse(OURS) as unknown[]), ...(fields === undefined ? [] : [theirs])];
  return live;
}

/** Fields of the only declared container, as managed fields have them. */
export const containerField = (fields: string) =>
  `{f:spec: {f:template: {f:spec: {f:containers: {'k:{"name":"front"}': ${fields}}}}}}`;

/** A live object, and what is found in it. */
export interface Row {
  readonly live: Live;
  readonly ignoreChanges?: readonly string[];
  /** Field, state, declared, live, manager, what is to be taken away. */
  readonly finds: readonly (readonly unknown[])[];
}

/** Checks rows, each by its fact. */
export function checkRows(rows: Readonly<Record<string, Row>>): void {
  for (const [fact, { live, ignoreChanges = [], finds }] of Object.entries(rows))
    it(fact, () => {
      const found = compareObjects(DECLARED, liveOf(live), ignoreChanges);
      assert.deepEqual(
        found.map(({ field, state, declared, live: value, by, surplus }) => [
          field,
          state,
          declared,
          value,
          by?.name,
          surplus.map((pointer) => `/${pointer.join("/")}`),
        ]),
        finds,
      );
    });
}

import assert from "node:assert/strict";
import { compareObjects } from "../../../rollout/drift-fields";
import { AT, checkRows, containerField, DECLARED, liveOf, type Row } from "./drift-rows";

const ROWS: Readonly<Record<string, Row>> = {
  "finds a changed value, and the one who set it": {
    live: {
      edit: ({ container }) => (container["image"] = "front:0"),
      fields: containerField("{f:image: {}}"),
      manager: "kubectl-set",
    },
    finds: [["spec.template.spec.containers[front].image", "changed", "front:1", "front:0", "kubectl-set", []]],
  },
  "blames the stack where only the engine owns the value": {
    live: { edit: ({ container }) => (container["image"] = "front:0") },
    finds: [
      ["spec.template.spec.containers[front].image", "changed", "front:1", "front:0", "pulumi-kubernetes-1a2b3c4d", []],
    ],
  },
  "takes amounts for what they are": {
    live: { edit: ({ container }) => (container.resources.requests["memory"] = "2048Mi") },
    finds: [],
  },
  "finds another amount": {
    live: {
      edit: ({ container }) => (container.resources.requests["memory"] = "3Gi"),
      fields: containerField("{f:resources: {f:requests: {f:memory: {}}}}"),
    },
    finds: [
      ["spec.template.spec.containers[front].resources.requests.memory", "changed", "2Gi", "3Gi", "kubectl-edit", []],
    ],
  },
  "finds an edited and an added variable": {
    live: {
      edit: ({ container }) =>
        (container.env = [
          { name: "LEVEL", value: "debug" },
          { name: "NEW", value: "1" },
        ]),
      fields: containerField(
        `{f:env: {'k:{"name":"LEVEL"}': {f:value: {}}, 'k:{"name":"NEW"}': {.: {}, f:name: {}, f:value: {}}}}`,
      ),
    },
    finds: [
      ["spec.template.spec.containers[front].env[LEVEL].value", "changed", "info", "debug", "kubectl-edit", []],
      [
        "spec.template.spec.containers[front].env[NEW]",
        "added",
        undefined,
        { name: "NEW", value: "1" },
        "kubectl-edit",
        ["/spec/template/spec/containers/0/env/1"],
      ],
    ],
  },
  "finds a removed variable, and knows nobody who did it": {
    live: { edit: ({ container }) => (container.env = []) },
    finds: [
      [
        "spec.template.spec.containers[front].env[LEVEL]",
        "removed",
        { name: "LEVEL", value: "info" },
        undefined,
        undefined,
        [],
      ],
    ],
  },
  "leaves out values that are ignored": {
    live: { edit: ({ spec }) => (spec.replicas = 5), fields: "{f:spec: {f:replicas: {}}}" },
    ignoreChanges: ["spec.replicas"],
    finds: [],
  },
  "finds a number of pods that nothing ignores, even if a controller set it": {
    live: {
      edit: ({ spec }) => (spec.replicas = 5),
      fields: "{f:spec: {f:replicas: {}}}",
      manager: "kube-controller-manager",
    },
    finds: [["spec.replicas", "changed", 2, 5, "kube-controller-manager", []]],
  },
};

describe("drift of what is declared", () => {
  checkRows(ROWS);

  it("says when", () => {
    const live = liveOf({ edit: ({ spec }) => (spec.replicas = 5), fields: "{f:spec: {f:replicas: {}}}" });
    const [found] = compareObjects(DECLARED, live, []);
    assert.deepEqual(found?.by, { name: "kubectl-edit", at: AT, kind: "foreign" });
  });

  it("finds declared nothing where the cluster keeps nothing", () => {
    assert.deepEqual(compareObjects({ spec: { podSelector: {}, args: [], note: "" } }, { spec: {} }, []), []);
  });

  it("finds a flag that is gone", () => {
    const [found] = compareObjects({ spec: { automount: false } }, { spec: {} }, []);
    assert.deepEqual([found?.field, found?.state, found?.declared], ["spec.automount", "removed", false]);
  });
});

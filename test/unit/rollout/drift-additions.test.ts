import { checkRows, type Row } from "./drift-rows";

const ROWS: Readonly<Record<string, Row>> = {
  "finds nothing where all is as declared, whatever the cluster has added": { live: {}, finds: [] },
  "finds a container that somebody has put in front": {
    live: {
      edit: ({ containers }) => containers.unshift({ name: "spy", image: "spy:1" }),
      fields: `{f:spec: {f:template: {f:spec: {f:containers: {'k:{"name":"spy"}': {.: {}, f:name: {}, f:image: {}}}}}}}`,
    },
    finds: [
      [
        "spec.template.spec.containers[spy]",
        "added",
        undefined,
        { name: "spy", image: "spy:1" },
        "kubectl-edit",
        ["/spec/template/spec/containers/0"],
      ],
    ],
  },
  "finds added labels and annotations one by one": {
    live: {
      edit: ({ metadata }) => Object.assign(metadata.annotations, { "example.com/a": "1", b: "2" }),
      fields: "{f:metadata: {f:annotations: {f:example.com/a: {}, f:b: {}}}}",
      manager: "kubectl-annotate",
    },
    finds: [
      [
        "metadata.annotations[example.com/a]",
        "added",
        undefined,
        "1",
        "kubectl-annotate",
        ["/metadata/annotations/example.com/a"],
      ],
      ["metadata.annotations.b", "added", undefined, "2", "kubectl-annotate", ["/metadata/annotations/b"]],
    ],
  },
  "leaves out the notes of controllers and of kubectl rollout restart": {
    live: {
      edit: ({ metadata }) =>
        Object.assign(metadata.annotations, {
          "deployment.kubernetes.io/revision": "2",
          "kubectl.kubernetes.io/restartedAt": "2026",
        }),
      fields:
        "{f:metadata: {f:annotations: {f:deployment.kubernetes.io/revision: {}, f:kubectl.kubernetes.io/restartedAt: {}}}}",
    },
    finds: [],
  },
  "leaves out what a controller has added": {
    live: {
      edit: ({ spec }) => (spec["paused"] = true),
      fields: "{f:spec: {f:paused: {}}}",
      manager: "kube-controller-manager",
    },
    finds: [],
  },
  "leaves out what was written with the status": {
    live: {
      edit: ({ metadata }) => (metadata.annotations["x"] = "1"),
      fields: "{f:metadata: {f:annotations: {f:x: {}}}}",
      subresource: "status",
    },
    finds: [],
  },
  "takes what was put behind a list away, since no update would": {
    live: { edit: ({ spec }) => spec.allow.push("0.0.0.0/0"), fields: "{f:spec: {f:allow: {}}}" },
    finds: [
      [
        "spec.allow",
        "changed",
        ["10.0.0.0/8", "192.0.2.0/24"],
        ["10.0.0.0/8", "192.0.2.0/24", "0.0.0.0/0"],
        "kubectl-edit",
        ["/spec/allow/2"],
      ],
    ],
  },
  "finds what was added to a map that has one owner": {
    live: { edit: ({ spec }) => (spec.selector["extra"] = "1"), fields: "{f:spec: {f:selector: {}}}" },
    finds: [["spec.selector.extra", "added", undefined, "1", "kubectl-edit", ["/spec/selector/extra"]]],
  },
  "reports a part that is somebody else's alone as one": {
    live: {
      edit: ({ spec }) => (spec["affinity"] = { a: { b: 1, c: 2 } }),
      fields: "{f:spec: {f:affinity: {f:a: {f:b: {}, f:c: {}}}}}",
    },
    finds: [["spec.affinity", "added", undefined, { a: { b: 1, c: 2 } }, "kubectl-edit", ["/spec/affinity"]]],
  },
};

describe("drift by additions", () => {
  checkRows(ROWS);
});

import assert from "node:assert/strict";
import { connectionOf, differingSteps, onlyWaits, stepOf, type Step } from "../../../rollout/steps";

const URN = "urn:pulumi:dev::outsrc::outsrc:index:WebService$kubernetes:apps/v1:Deployment::front";
const TYPE = "kubernetes:apps/v1:Deployment";

function inputs(image: string) {
  return {
    inputs: {
      metadata: { name: "front", namespace: "outsrc-dev", annotations: { "kubernetes.io/change-cause": image } },
      spec: { template: { spec: { containers: [{ image }] } } },
    },
  };
}

const UPDATE = {
  op: "update",
  urn: URN,
  type: TYPE,
  old: inputs("front:1"),
  new: inputs("front:2"),
  detailedDiff: {
    "spec.template.spec.containers[0].image": { diffKind: "update" },
    'metadata.annotations["kubernetes.io/change-cause"]': { diffKind: "update" },
  },
};

function step(changes: Partial<Step> = {}): Step {
  return {
    operation: "update",
    urn: URN,
    type: TYPE,
    name: "front",
    fields: ["spec.replicas"],
    changes: [],
    object: undefined,
    ...changes,
  };
}

describe("a step of the engine", () => {
  it("holds the fields that change, with their values before and after", () => {
    assert.deepEqual(stepOf(UPDATE), {
      operation: "update",
      urn: URN,
      type: TYPE,
      name: "front",
      fields: ["spec.template.spec.containers[0].image", 'metadata.annotations["kubernetes.io/change-cause"]'],
      changes: [
        { path: "spec.template.spec.containers[0].image", before: "front:1", after: "front:2" },
        { path: 'metadata.annotations["kubernetes.io/change-cause"]', before: "front:1", after: "front:2" },
      ],
      object: { name: "front", namespace: "outsrc-dev" },
    });
  });

  it("holds the generation of an object that is there", () => {
    const { old } = UPDATE;
    const event = { ...UPDATE, old: { ...old, outputs: { metadata: { generation: 3 } } } };
    assert.deepEqual(stepOf(event)?.object, { name: "front", namespace: "outsrc-dev", generation: 3 });
  });

  it("names the object that is deleted", () => {
    assert.deepEqual(stepOf({ ...UPDATE, op: "delete", new: null, detailedDiff: null })?.object, {
      name: "front",
      namespace: "outsrc-dev",
    });
  });

  it("names the object that is there, where it is replaced by one of another name", () => {
    const renamed = { inputs: { metadata: { name: "front-2", namespace: "outsrc-dev" } } };
    for (const op of ["create-replacement", "replace"])
      assert.equal(stepOf({ ...UPDATE, op, new: renamed })?.object?.name, "front");
    assert.equal(stepOf({ ...UPDATE, new: renamed })?.object?.name, "front-2");
  });

  it("shows of a secret, and of what is in one, that it is one", () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "[secret]" };
    const inputs = { inputs: { data: secret, list: [{ token: secret }] } };
    const event = { ...UPDATE, old: inputs, new: inputs, detailedDiff: { "data.TOKEN": {}, data: {}, "list[0]": {} } };
    assert.deepEqual(stepOf(event)?.changes, [
      { path: "data.TOKEN", before: "[secret]", after: "[secret]" },
      { path: "data", before: "[secret]", after: "[secret]" },
      { path: "list[0]", before: { token: "[secret]" }, after: { token: "[secret]" } },
    ]);
  });

  for (const op of ["same", "refresh", "read"])
    it(`is none for ${op}`, () => {
      assert.equal(stepOf({ ...UPDATE, op }), undefined);
    });

  it("only waits if it updates without a change", () => {
    assert.equal(onlyWaits(step({ fields: [] })), true);
    assert.equal(onlyWaits(step()), false);
    assert.equal(onlyWaits(step({ operation: "create", fields: [] })), false);
  });
});

describe("connectionOf", () => {
  const provider = { op: "same", urn: "urn::cluster", type: "pulumi:providers:kubernetes" };

  it("is what the program gave to its Kubernetes provider", () => {
    assert.deepEqual(
      connectionOf({ ...provider, new: { inputs: { kubeconfig: "/kubeconfig", context: "sandbox" } } }),
      {
        kubeconfig: "/kubeconfig",
        context: "sandbox",
      },
    );
  });

  it("is none for another provider, and for one that goes", () => {
    assert.equal(connectionOf({ ...provider, type: "pulumi:providers:cloudflare" }), undefined);
    assert.equal(connectionOf({ ...provider, op: "delete", old: { inputs: { context: "old" } } }), undefined);
  });
});

describe("differingSteps", () => {
  const deletion = step({ operation: "delete", fields: [] });

  it("is empty if what was shown was done, in whatever order", () => {
    assert.deepEqual(differingSteps([step(), deletion], [deletion, step()]), { unannounced: [], omitted: [] });
  });

  it("names what was done and not shown, and what was shown and not done", () => {
    const other = step({ fields: ["spec.replicas", "spec.paused"] });
    assert.deepEqual(differingSteps([step()], [other]), { unannounced: [other], omitted: [step()] });
  });

  it("does not count steps that only wait", () => {
    assert.deepEqual(differingSteps([step({ fields: [] })], []), { unannounced: [], omitted: [] });
  });
});

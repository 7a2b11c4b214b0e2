import assert from "node:assert/strict";
import { driftOfObject, driftOfRecord, removalPatch } from "../../../rollout/drift";
import { declaredObjects, declaredRecords, type DeclaredResource } from "../../../rollout/drift-declared";
import type { StateResource } from "../../../rollout/stack-state";

const isBlank = (text: string) => text.startsWith("[secret") || text.includes("known-at-deployment");

const resource = (kind: string, name: string, inputs: object): DeclaredResource => ({
  urn: `urn:pulumi:dev::outsrc::outsrc:index:WebService$${kind}::${name}`,
  type: kind,
  name,
  inputs: inputs as DeclaredResource["inputs"],
  ignoreChanges: [],
});

// The engine names all ancestors.
const made = ({ type, name }: DeclaredResource, id: string, inputs: object = {}): StateResource => ({
  urn: `urn:pulumi:dev::outsrc::outsrc:index:AppEnvironment$outsrc:index:WebService$${type}::${name}`,
  type,
  id,
  inputs: inputs as StateResource["inputs"],
  outputs: {},
});

const SECRET = resource("kubernetes:core/v1:Secret", "front-secrets", {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { namespace: "outsrc-dev", labels: { app: "front" } },
  stringData: { API_TOKEN: "[secret 1a2b3c4d]", OTHER: "[secret]" },
});

const DEPLOYMENT = resource("kubernetes:apps/v1:Deployment", "front", {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "front", namespace: "outsrc-dev" },
  spec: {
    image: "front@sha256:known-at-deployment",
    token: "[secret]",
    envFrom: [{ secretRef: { name: "front-secrets" } }],
    alias: "front-secrets",
  },
});

const RECORD = resource("cloudflare:index/dnsRecord:DnsRecord", "dev.outsrc.dev", {
  zoneId: "known-at-deployment",
  name: "dev.outsrc.dev",
  type: "CNAME",
  content: "proxy.outsrc.dev",
  proxied: false,
  ttl: 1,
});

const state = (...resources: StateResource[]) => ({ resources, pending: [] });

describe("what a stack declares", () => {
  it("has the names that the engine has made, where an update has put them", () => {
    const deployed = { spec: { image: "front@sha256:aa", envFrom: [{ secretRef: { name: "front-secrets-77" } }] } };
    const objects = declaredObjects(
      [SECRET, DEPLOYMENT],
      state(made(SECRET, "outsrc-dev/front-secrets-77"), made(DEPLOYMENT, "outsrc-dev/front", deployed)),
      isBlank,
    );
    assert.deepEqual(
      objects.map(({ kind, namespace, name, deployed: isDeployed }) => [kind, namespace, name, isDeployed]),
      [
        ["Secret", "outsrc-dev", "front-secrets-77", true],
        ["Deployment", "outsrc-dev", "front", true],
      ],
    );
    assert.deepEqual(objects[1]?.object["spec"], {
      image: "front@sha256:aa",
      token: undefined,
      envFrom: [{ secretRef: { name: "front-secrets-77" } }],
      alias: "front-secrets",
    });
  });

  it("is not deployed where the state has nothing of it", () => {
    const [object] = declaredObjects([DEPLOYMENT], state(), isBlank);
    assert.equal(object?.deployed, false);
  });

  it("is told from a resource of the same type and name with another parent, and from one that goes", () => {
    const others = made(DEPLOYMENT, "outsrc-dev/other");
    const [object] = declaredObjects(
      [DEPLOYMENT],
      state({ ...others, urn: others.urn.replace("WebService", "Other") }, { ...others, delete: true }),
      isBlank,
    );
    assert.equal(object?.deployed, false);
  });

  it("leaves out providers and whatever is no Kubernetes object", () => {
    assert.deepEqual(declaredObjects([RECORD], state(), isBlank), []);
  });

  it("knows the record that an update has made, and its zone", () => {
    const [record] = declaredRecords([RECORD, DEPLOYMENT], state(made(RECORD, "r1", { zoneId: "z1" })));
    assert.deepEqual(record, {
      host: "dev.outsrc.dev",
      type: "CNAME",
      content: "proxy.outsrc.dev",
      proxied: false,
      ttl: 1,
      made: { zoneId: "z1", id: "r1" },
    });
  });
});

describe("drift of a Secret", () => {
  const [declared] = declaredObjects([SECRET], state(made(SECRET, "outsrc-dev/front-secrets-77")), isBlank);
  const live = (data: object, annotations?: object) => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: "front-secrets-77",
      labels: { app: "front" },
      annotations,
      managedFields: [
        {
          manager: "kubectl-edit",
          fieldsV1: { "f:data": { "f:NEW": {} }, "f:metadata": { "f:annotations": { "f:note": {} } } },
        },
      ],
    },
    data,
  });

  it("is not looked for in its values", () => {
    assert.deepEqual(driftOfObject(declared!, live({ API_TOKEN: "Y2FuYXJ5", OTHER: "Y2FuYXJ5" })).drifts, []);
  });

  it("is found in its keys, and shows no value", () => {
    const { drifts, surplus } = driftOfObject(
      declared!,
      live({ API_TOKEN: "Y2FuYXJ5", NEW: "Y2FuYXJ5" }, { note: "canary" }),
    );
    assert.deepEqual(
      drifts.map(({ object, field, state: is, live: value }) => [object, field, is, value]),
      [
        ["Secret front-secrets-77", "metadata.annotations.note", "added", "[secret]"],
        ["Secret front-secrets-77", "data.OTHER", "removed", undefined],
        ["Secret front-secrets-77", "data.NEW", "added", "[secret]"],
      ],
    );
    assert.doesNotMatch(JSON.stringify(drifts), /canary|Y2FuYXJ5/);
    assert.deepEqual(surplus, [
      ["metadata", "annotations", "note"],
      ["data", "NEW"],
    ]);
  });
});

describe("an object that is not there", () => {
  for (const [fact, resources, pending] of [
    ["is missing", [made(DEPLOYMENT, "outsrc-dev/front")], false],
    ["waits for an update where none has made it", [], true],
  ] as const)
    it(fact, () => {
      const [object] = declaredObjects([DEPLOYMENT], state(...resources), isBlank);
      const { drifts, surplus } = driftOfObject(object!, undefined);
      assert.deepEqual(
        drifts.map((drift) => [drift.object, drift.field, drift.state, drift.by, drift.pending]),
        [["Deployment front", undefined, "missing", undefined, pending]],
      );
      assert.deepEqual(surplus, []);
    });
});

describe("drift of a DNS record", () => {
  const declared = {
    host: "dev.outsrc.dev",
    type: "CNAME",
    content: "proxy.outsrc.dev",
    proxied: false,
    ttl: 1,
    made: { zoneId: "z", id: "r" },
  };
  const live = { type: "CNAME", content: "proxy.outsrc.dev", proxied: false, ttl: 1, modifiedAt: new Date(0) };

  for (const [fact, edit, finds] of [
    ["finds nothing where it is as declared", {}, []],
    ["finds where else it leads", { content: "x.dev" }, [["content", "proxy.outsrc.dev", "x.dev"]]],
    ["finds the proxy, whose ttl is automatic", { proxied: true }, [["proxied", false, true]]],
    ["finds another time to live", { ttl: 300 }, [["ttl", 1, 300]]],
    [
      "finds another record in its place",
      { type: "A", content: "192.0.2.1" },
      [
        ["type", "CNAME", "A"],
        ["content", "proxy.outsrc.dev", "192.0.2.1"],
      ],
    ],
  ] as const)
    it(fact, () => {
      const drifts = driftOfRecord(declared, { ...live, ...edit });
      assert.deepEqual(
        drifts.map((drift) => [drift.field, drift.declared, drift.live]),
        finds,
      );
      for (const { by } of drifts) assert.deepEqual(by, { manager: "Cloudflare", at: new Date(0) });
    });

  it("finds that it is missing", () => {
    assert.deepEqual(
      driftOfRecord(declared, undefined).map(({ object, state: is, pending }) => [object, is, pending]),
      [["DNS record dev.outsrc.dev", "missing", false]],
    );
  });
});

describe("the patch that takes additions away", () => {
  it("goes from the end of a list, escapes names, and fails where something else is there by then", () => {
    const live = { metadata: { labels: { "a/b~c": "1" } }, list: ["x", "y", "z"] };
    assert.deepEqual(
      removalPatch(live, [
        ["list", 1],
        ["list", 2],
        ["metadata", "labels", "a/b~c"],
      ]),
      [
        { op: "test", path: "/list/2", value: "z" },
        { op: "remove", path: "/list/2" },
        { op: "test", path: "/list/1", value: "y" },
        { op: "remove", path: "/list/1" },
        { op: "test", path: "/metadata/labels/a~1b~0c", value: "1" },
        { op: "remove", path: "/metadata/labels/a~1b~0c" },
      ],
    );
  });
});

import assert from "node:assert/strict";
import { parse } from "yaml";
import { objectChanges } from "../../../../../sandbox/standins/kubernetes/object-changes";
import { settingsOfProperties } from "../../../../../sandbox/standins/kubernetes/settings";
import { objectOr, toPlain, type PlainObject } from "../../../../../sandbox/standins/protocol/plain";
import { formatPropertyPath } from "../../../../../sandbox/standins/protocol/property-path";

const object = (yaml: string) => objectOr(toPlain(parse(yaml)));

interface Case {
  name: string;
  before: string;
  after: string;
  ignored?: string[];
  provider?: PlainObject;
  /** Places that change; those with an exclamation mark take a new object. */
  changes: string[];
  deleteFirst?: boolean;
}

const DEPLOYMENT = "apiVersion: apps/v1, kind: Deployment";
const CONFIG = "apiVersion: v1, kind: ConfigMap";
const SECRET = "apiVersion: v1, kind: Secret";

const CASES: readonly Case[] = [
  {
    name: "finds no change between no namespace and the default one",
    before: `{${CONFIG}, metadata: {name: a, namespace: default}, data: {x: "1"}}`,
    after: `{${CONFIG}, metadata: {name: a}, data: {x: "1"}}`,
    changes: [],
  },
  {
    name: "changes an image in place",
    before: `{${DEPLOYMENT}, metadata: {name: a}, spec: {template: {spec: {containers: [{image: a}]}}}}`,
    after: `{${DEPLOYMENT}, metadata: {name: a}, spec: {template: {spec: {containers: [{image: b}]}}}}`,
    changes: ["spec.template.spec.containers[0].image"],
  },
  {
    name: "replaces a Deployment for its selector, and deletes first because the name stays",
    before: `{${DEPLOYMENT}, metadata: {name: a}, spec: {selector: {matchLabels: {x: "1"}}}}`,
    after: `{${DEPLOYMENT}, metadata: {name: a}, spec: {selector: {matchLabels: {x: "2"}}}}`,
    changes: ["!spec.selector.matchLabels.x"],
    deleteFirst: true,
  },
  {
    name: "replaces an object for its name, and creates first",
    before: `{${CONFIG}, metadata: {name: a}, data: {}}`,
    after: `{${CONFIG}, metadata: {name: b}, data: {}}`,
    changes: ["!metadata.name"],
  },
  {
    name: "creates first where the name is made up",
    before: `{${SECRET}, metadata: {name: a-1, annotations: {pulumi.com/autonamed: "true"}}, stringData: {x: "1"}}`,
    after: `{${SECRET}, metadata: {name: a-1, annotations: {pulumi.com/autonamed: "true"}}, stringData: {x: "2"}}`,
    changes: ["!stringData.x"],
  },
  {
    name: "changes the data of a ConfigMap in place where the provider may",
    before: `{${CONFIG}, metadata: {name: a}, data: {x: "1"}}`,
    after: `{${CONFIG}, metadata: {name: a}, data: {x: "2"}}`,
    provider: { enableConfigMapMutable: "true" },
    changes: ["data.x"],
  },
  {
    name: "replaces an immutable ConfigMap even there",
    before: `{${CONFIG}, metadata: {name: a}, immutable: true, data: {x: "1"}}`,
    after: `{${CONFIG}, metadata: {name: a}, immutable: true, data: {x: "2"}}`,
    provider: { enableConfigMapMutable: "true" },
    changes: ["!data.x"],
    deleteFirst: true,
  },
  {
    name: "replaces a Secret for its type even where its data may change",
    before: `{${SECRET}, metadata: {name: a}, type: Opaque, data: {x: eA==}}`,
    after: `{${SECRET}, metadata: {name: a}, type: other, data: {x: eQ==}}`,
    provider: { enableSecretMutable: "true" },
    changes: ["!type", "data.x"],
    deleteFirst: true,
  },
  {
    name: "finds no change in another spelling of an amount",
    before: `{${DEPLOYMENT}, metadata: {name: a}, spec: {requests: {cpu: "1", memory: 64Mi}}}`,
    after: `{${DEPLOYMENT}, metadata: {name: a}, spec: {requests: {cpu: 1000m, memory: 32Mi}}}`,
    changes: ["spec.requests.memory"],
  },
  {
    name: "leaves out changes that are ignored",
    before: `{${DEPLOYMENT}, metadata: {name: a}, spec: {replicas: 3, paused: true}}`,
    after: `{${DEPLOYMENT}, metadata: {name: a}, spec: {replicas: 1, paused: false}}`,
    ignored: ["spec.replicas"],
    changes: ["spec.paused"],
  },
];

describe("objectChanges", () => {
  for (const { name, before, after, ignored = [], provider = {}, changes, deleteFirst } of CASES) {
    it(name, () => {
      const live = object(before);
      const found = objectChanges(
        { inputs: live, live, fieldManager: "m" },
        object(after),
        ignored,
        settingsOfProperties(provider),
      );
      const places = found.changes.map(({ path, replaces }) => `${replaces ? "!" : ""}${formatPropertyPath(path)}`);
      assert.deepEqual(places, changes);
      const replaces = found.changes.some((change) => change.replaces);
      assert.equal(replaces && found.deleteBeforeReplace, deleteFirst ?? false);
    });
  }
});

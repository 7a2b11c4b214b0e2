import assert from "node:assert/strict";
import { parse } from "yaml";
import { declaredPart } from "../../../../../sandbox/standins/kubernetes/declared-part";
import { objectOr, toPlain } from "../../../../../sandbox/standins/protocol/plain";

const object = (yaml: string) => objectOr(toPlain(parse(yaml)));

const CASES: readonly { name: string; live: string; declared: string; expected: string }[] = [
  {
    name: "leaves out what the server has added",
    live: "{spec: {replicas: 2, paused: true}, status: {ready: 1}}",
    declared: "{spec: {replicas: 1}}",
    expected: "{spec: {replicas: 2}}",
  },
  {
    name: "misses what is gone",
    live: "{spec: {}}",
    declared: "{spec: {replicas: 1}}",
    expected: "{spec: {}}",
  },
  {
    name: "keeps empty values that the server does not store",
    live: "{spec: {env: [{name: A}]}}",
    declared: "{spec: {hostNetwork: false, volumes: [], env: [{name: A, value: ''}]}}",
    expected: "{spec: {hostNetwork: false, volumes: [], env: [{name: A, value: ''}]}}",
  },
  {
    name: "keeps the spelling of an amount",
    live: "{requests: {cpu: '1', memory: 64Mi, storage: 2Gi}}",
    declared: "{requests: {cpu: 1000m, memory: 65536Ki, storage: 1Gi}}",
    expected: "{requests: {cpu: 1000m, memory: 65536Ki, storage: 2Gi}}",
  },
  {
    name: "sees another text where it is no amount",
    live: "{data: {size: '1'}}",
    declared: "{data: {size: 1000m}}",
    expected: "{data: {size: '1'}}",
  },
  {
    name: "ignores what others have added to the end of a list",
    live: "{items: [{a: 2, b: 1}, {a: 3}]}",
    declared: "{items: [{a: 1}]}",
    expected: "{items: [{a: 2}]}",
  },
];

describe("declaredPart", () => {
  for (const { name, live, declared, expected } of CASES) {
    it(name, () => {
      assert.deepEqual(declaredPart(object(live), object(declared)), object(expected));
    });
  }
});

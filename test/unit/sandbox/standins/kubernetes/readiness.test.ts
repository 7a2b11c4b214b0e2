import assert from "node:assert/strict";
import { parse } from "yaml";
import { deploymentReadiness } from "../../../../../sandbox/standins/kubernetes/waits/deployment";
import { ingressReadiness } from "../../../../../sandbox/standins/kubernetes/waits/ingress";
import { podProblems } from "../../../../../sandbox/standins/kubernetes/waits/pods";
import { serviceReadiness } from "../../../../../sandbox/standins/kubernetes/waits/service";
import { objectOr, toPlain } from "../../../../../sandbox/standins/protocol/plain";

const object = (yaml: string) => objectOr(toPlain(parse(yaml)));

const deployment = (revision: string, conditions: string, observed = 2) =>
  object(`
    metadata: {uid: d, annotations: {deployment.kubernetes.io/revision: "${revision}"}}
    status: {observedGeneration: ${observed}, conditions: [${conditions}]}`);
const replicaSet = (revision: string, replicas: number, ready: number) =>
  object(`
    metadata: {annotations: {deployment.kubernetes.io/revision: "${revision}"}, ownerReferences: [{uid: d}]}
    spec: {replicas: ${replicas}}
    status: {readyReplicas: ${ready}}`);

const AVAILABLE = '{type: Available, status: "True"}';
const ROLLED_OUT = '{type: Progressing, status: "True", reason: NewReplicaSetAvailable}';
const STUCK = '{type: Progressing, status: "False", reason: ProgressDeadlineExceeded, message: too slow}';

describe("deploymentReadiness", () => {
  const of = (written: ReturnType<typeof object>, ...replicaSets: ReturnType<typeof object>[]) =>
    deploymentReadiness({ deployment: written, replicaSets, generation: 2 });

  it("is ready when the newest ReplicaSet is, and the rollout has ended", () => {
    assert.deepEqual(of(deployment("2", `${AVAILABLE}, ${ROLLED_OUT}`), replicaSet("1", 0, 0), replicaSet("2", 2, 2)), {
      ready: true,
      problems: [],
    });
  });

  it("does not ask a first rollout to have replaced anything", () => {
    assert.equal(of(deployment("1", AVAILABLE), replicaSet("1", 1, 1)).ready, true);
  });

  it("is ready with no pods if none are wanted", () => {
    assert.equal(of(deployment("1", AVAILABLE), replicaSet("1", 0, 0)).ready, true);
  });

  it("waits for the controller to notice the last change", () => {
    const { problems } = of(deployment("2", `${AVAILABLE}, ${ROLLED_OUT}`, 1), replicaSet("2", 1, 1));
    assert.deepEqual(problems, ["the Deployment has not been noticed by its controller"]);
  });

  it("is not ready while the old revision is, and says why", () => {
    const { problems } = of(deployment("2", `${AVAILABLE}, ${STUCK}`), replicaSet("1", 2, 2), replicaSet("2", 2, 1));
    assert.deepEqual(problems, ["1 of 2 pods of the newest revision are ready", "ProgressDeadlineExceeded: too slow"]);
  });
});

describe("serviceReadiness", () => {
  const service = object("spec: {selector: {app: a}, clusterIP: 10.0.0.1}");
  const endpoints = (kind: string) => object(`subsets: [{${kind}: [{ip: 10.0.0.2}]}]`);

  it("is ready when its endpoints have settled", () => {
    assert.equal(serviceReadiness({ service, endpoints: endpoints("addresses"), settled: true }).ready, true);
    assert.equal(serviceReadiness({ service, endpoints: endpoints("addresses"), settled: false }).ready, false);
  });

  it("is not ready while pods are on their way", () => {
    const { problems } = serviceReadiness({ service, endpoints: endpoints("notReadyAddresses"), settled: true });
    assert.deepEqual(problems, ["pods of the Service are not ready"]);
  });

  for (const spec of ["{selector: {a: b}, clusterIP: None}", "{type: ExternalName, selector: {a: b}}", "{ports: []}"])
    it(`needs no endpoints with ${spec}`, () => {
      const readiness = serviceReadiness({ service: object(`spec: ${spec}`), endpoints: undefined, settled: false });
      assert.equal(readiness.ready, true);
    });

  it("waits for the address of a load balancer", () => {
    const balancer = object("spec: {type: LoadBalancer}");
    const { problems } = serviceReadiness({ service: balancer, endpoints: undefined, settled: true });
    assert.deepEqual(problems, ["the load balancer has no address"]);
  });
});

describe("ingressReadiness", () => {
  const paths = "spec: {rules: [{http: {paths: [{backend: {service: {name: web}}}]}}]}";
  const addressed = object(
    `{${paths.replace("spec:", "spec:")}, status: {loadBalancer: {ingress: [{ip: 192.0.2.1}]}}}`,
  );

  it("is ready with an address and services", () => {
    assert.equal(ingressReadiness({ ingress: addressed, reachable: new Set(["web"]), settled: false }).ready, true);
  });

  it("waits for a service only until things have settled", () => {
    const view = { ingress: addressed, reachable: new Set<string>() };
    assert.deepEqual(ingressReadiness({ ...view, settled: false }).problems, ["the Service web has no endpoints"]);
    assert.equal(ingressReadiness({ ...view, settled: true }).ready, true);
  });

  it("waits for an address", () => {
    const readiness = ingressReadiness({ ingress: object(paths), reachable: new Set(["web"]), settled: true });
    assert.equal(readiness.ready, false);
  });
});

describe("podProblems", () => {
  it("tells why a container waits", () => {
    const pod = object(`
      metadata: {name: p}
      status: {containerStatuses: [{name: c, ready: false, state: {waiting: {reason: ErrImagePull, message: not found}}}]}`);
    assert.deepEqual(podProblems(pod), ["pod p: container c: ErrImagePull: not found"]);
  });

  it("tells why a pod is not scheduled", () => {
    const condition = '{type: PodScheduled, status: "False", message: no node}';
    assert.deepEqual(podProblems(object(`{metadata: {name: p}, status: {conditions: [${condition}]}}`)), [
      "pod p: not scheduled: no node",
    ]);
  });
});

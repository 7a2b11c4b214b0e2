import assert from "node:assert/strict";
import { CoreV1Api, KubeConfig, V1Pod } from "@kubernetes/client-node";
import type { CauseKind } from "../../../rollout/diagnosis/cause";
import { poll } from "../../../sandbox/poll";
import { STACK, type Environment } from "./environment";
import type { Obstruct } from "./rollout-outcome";
import type { World } from "./world";

/** Repository of front's images. */
export const FRONT = "gcr.io/outsrc/outsrc-demo-front";
/** Pods of front where it is to fail. */
export const PODS = 2;

const WITHIN_MS = 60_000;
const DELETED_WITHIN_MS = 120_000;

// What the namespace's Pod Security level asks for, which is looked at before any policy.
const RESTRICTED = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  seccompProfile: { type: "RuntimeDefault" },
};

/** A release that cannot succeed. */
export interface Failure {
  readonly kind: CauseKind;
  readonly message: RegExp;
}

/** One whose image is at fault. */
export interface BadImage extends Failure {
  /** The last word of its tag. */
  readonly word: string;
}

/** One that the cluster is in the way of. */
export interface Obstacle extends Failure {
  readonly obstruct: Obstruct;
}

/** Images that fail, by what is wrong with them. */
export const BAD_IMAGES: Readonly<Record<string, BadImage>> = {
  missing: {
    word: "missing",
    kind: "image-pull",
    message: /^front: image \S+:1\.2\.0-missing cannot be pulled: not found$/,
  },
  crash: {
    word: "crash",
    kind: "crash",
    message: /^front: container front crashed 3 times, exit code 1: Error: DATABASE_URL is not set$/,
  },
  oom: { word: "oom", kind: "oom", message: /^front: container front ran out of memory 2 times; its limit is 128Mi$/ },
  unready: {
    word: "unready",
    kind: "probe",
    message: /^front: container front did not pass its readiness probe within \d+ s: /,
  },
};

function coreOf({ kubeconfig }: World): CoreV1Api {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  return config.makeApiClient(CoreV1Api);
}

const configOf = (world: World, environment: Environment, kind: "ConfigMap" | "Secret", prefix: string) =>
  world.cluster
    .list("v1", kind, environment.namespace)
    .then((found) => found.flatMap(({ metadata }) => metadata?.name ?? []).filter((name) => name.startsWith(prefix)));

/** Deletes the next new config of front as soon as it is there. */
async function deleteNewConfig(world: World, environment: Environment, kind: "ConfigMap" | "Secret", prefix: string) {
  const known = await configOf(world, environment, kind, prefix);
  const isDeleted = poll(async () => {
    const name = (await configOf(world, environment, kind, prefix)).find((one) => !known.includes(one));
    if (name !== undefined) await world.cluster.delete("v1", kind, name, environment.namespace);
    return name;
  }, DELETED_WITHIN_MS);
  return async () => {
    assert.notEqual(await isDeleted, undefined);
  };
}

const quota: Obstruct = async (world, environment) => {
  const core = coreOf(world);
  const { namespace } = environment;
  const isSettled = async () => {
    const { items } = await core.listNamespacedPod({ namespace });
    return items.length === PODS + 1 ? true : undefined;
  };
  assert.equal(await poll(isSettled, WITHIN_MS), true);
  const metadata = { name: "pods", namespace };
  const spec = { hard: { pods: String(PODS + 1) } };
  await world.cluster.create({ apiVersion: "v1", kind: "ResourceQuota", metadata, spec });
  const isCounted = async () =>
    (await world.cluster.get("v1", "ResourceQuota", "pods", namespace)).status?.["used"] === undefined
      ? undefined
      : true;
  assert.equal(await poll(isCounted, WITHIN_MS), true);
  environment.edit("banner: hello", "banner: ciao");
  return () => world.cluster.delete("v1", "ResourceQuota", "pods", namespace);
};

const admission: Obstruct = async (world, { namespace, project }) => {
  const core = coreOf(world);
  const api = "admissionregistration.k8s.io/v1";
  const rule = { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] };
  const message = "images of version 1.9 are not let in";
  const expression = "object.spec.containers.all(c, !c.image.endsWith(':1.9.0'))";
  const name = "rollout-failures";
  await world.cluster.create({
    apiVersion: api,
    kind: "ValidatingAdmissionPolicy",
    metadata: { name },
    spec: { matchConstraints: { resourceRules: [rule] }, validations: [{ expression, message }] },
  });
  await world.cluster.create({
    apiVersion: api,
    kind: "ValidatingAdmissionPolicyBinding",
    metadata: { name },
    spec: {
      policyName: name,
      validationActions: ["Deny"],
      matchResources: { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } } },
    },
  });
  const containers = [{ name: "front", image: `${FRONT}:1.9.0`, securityContext: RESTRICTED }];
  const pod = { metadata: { name: "try" }, spec: { containers, securityContext: { runAsNonRoot: true } } };
  const body = Object.assign(new V1Pod(), pod);
  const isRefused = () =>
    core.createNamespacedPod({ namespace, dryRun: "All", body }).then(
      () => undefined,
      (error: unknown) => (String(error).includes(message) ? true : undefined),
    );
  assert.equal(await poll(isRefused, WITHIN_MS), true);
  project.set(STACK, ["images", "front"], `${FRONT}:1.9.0`);
  return async () => {
    await world.cluster.delete(api, "ValidatingAdmissionPolicyBinding", name, "");
    await world.cluster.delete(api, "ValidatingAdmissionPolicy", name, "");
  };
};

/** What can be in the way of a release whose image is good, by name. */
export const OBSTACLES: Readonly<Record<string, Obstacle>> = {
  unschedulable: {
    kind: "unschedulable",
    message: /^front: no node has room: 0\/4 nodes are available: 4 Insufficient cpu$/,
    obstruct: (_world, { project }) => {
      project.set(STACK, ["services", "front", "resources"], { requests: { cpu: "1000" } });
      return Promise.resolve(undefined);
    },
  },
  "missing ConfigMap": {
    kind: "missing-config",
    message: /^front: ConfigMap front-config-[0-9a-f]{8} is missing$/,
    obstruct: async (world, environment) => {
      environment.edit("banner: hello", "banner: welcome");
      return deleteNewConfig(world, environment, "ConfigMap", "front-config-");
    },
  },
  "missing Secret": {
    kind: "missing-secret",
    message: /^front: Secret front-secrets-[0-9a-f]{8} is missing$/,
    obstruct: async (world, environment) => {
      await environment.setSecret("front.API_TOKEN", "another token");
      return deleteNewConfig(world, environment, "Secret", "front-secrets-");
    },
  },
  quota: {
    kind: "quota",
    message: /^front: quota pods is used up: requested: pods=1, used: pods=3, limited: pods=3$/,
    obstruct: quota,
  },
  "refused admission": {
    kind: "admission",
    message: /^front: its pods are refused: .*images of version 1\.9 are not let in/,
    obstruct: admission,
  },
};

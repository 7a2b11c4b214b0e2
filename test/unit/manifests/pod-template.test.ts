import assert from "node:assert/strict";
import { podTemplate, type PodSettings } from "../../../manifests/pod-template";
import { front, podSettings } from "../../support/arguments";
import { at, listAt, mapAt } from "../../support/fields";

const pod = (changes: Partial<PodSettings> = {}) => mapAt(podTemplate(front, podSettings(changes)), "spec");
const container = (changes: Partial<PodSettings> = {}) => mapAt(pod(changes), "containers", 0);

/** [seconds that a start may take, failures that the startup probe allows at one every 2 s] */
const starts: [number, number][] = [
  [1, 1],
  [2, 1],
  [3, 2],
  [60, 30],
  [61, 31],
];

describe("podTemplate", () => {
  it("makes new pods of the same image where a restart is asked for", () => {
    const restartedAt = "2026-11-24T18:00:00Z";
    const { metadata, ...rest } = podTemplate(front, podSettings({ restartedAt }));
    const { metadata: labelled, ...others } = podTemplate(front, podSettings());
    assert.deepEqual(at(metadata, "annotations"), { "rollout/restartedAt": restartedAt });
    assert.equal(at(labelled, "annotations"), undefined);
    assert.deepEqual(rest, others);
  });

  it("passes the restricted Pod Security Standard", () => {
    assert.deepEqual(at(pod(), "securityContext"), {
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    });
    assert.deepEqual(at(container(), "securityContext"), {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
  });

  it("lets a service run as root, and gives up nothing else for it", () => {
    const security = { allowRoot: true, writableRootFilesystem: false };
    assert.deepEqual(at(pod({ security }), "securityContext"), { seccompProfile: { type: "RuntimeDefault" } });
    assert.deepEqual(at(container({ security }), "securityContext"), at(container(), "securityContext"));
  });

  it("lets a service write outside of /tmp, and gives up nothing else for it", () => {
    const security = { allowRoot: false, writableRootFilesystem: true };
    assert.equal(at(pod({ security }), "securityContext", "runAsNonRoot"), true);
    assert.equal(at(container({ security }), "securityContext", "readOnlyRootFilesystem"), false);
  });

  it("runs as an account of its own, without a token and without variables of other services", () => {
    const { serviceAccountName, automountServiceAccountToken, enableServiceLinks } = pod();
    assert.deepEqual([serviceAccountName, automountServiceAccountToken, enableServiceLinks], ["front", false, false]);
  });

  it("goes on serving while Kong learns of its end, and has time for the longest request", () => {
    assert.deepEqual(at(container(), "lifecycle"), { preStop: { sleep: { seconds: 10 } } });
    assert.equal(at(pod(), "terminationGracePeriodSeconds"), 45);
  });

  it("leaves the last lines of a crash in the pod's status", () => {
    assert.equal(at(container(), "terminationMessagePolicy"), "FallbackToLogsOnError");
  });

  it("is spread over zones and nodes, and does not count old pods during a rollout", () => {
    const matchLabels = { "app.kubernetes.io/name": "front", "app.kubernetes.io/instance": "outsrc-dev" };
    assert.deepEqual(
      at(pod(), "topologySpreadConstraints"),
      ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
        topologyKey,
        maxSkew: 1,
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels },
        matchLabelKeys: ["pod-template-hash"],
      })),
    );
  });

  it("probes start, readiness and liveness on the named port", () => {
    const { startupProbe, readinessProbe, livenessProbe } = container();
    assert.deepEqual(startupProbe, {
      httpGet: { path: "/healthz", port: "http" },
      periodSeconds: 2,
      failureThreshold: 30,
      timeoutSeconds: 2,
    });
    assert.deepEqual(readinessProbe, {
      httpGet: { path: "/ready", port: "http" },
      periodSeconds: 5,
      failureThreshold: 3,
      timeoutSeconds: 2,
    });
    assert.deepEqual(livenessProbe, {
      httpGet: { path: "/healthz", port: "http" },
      periodSeconds: 10,
      failureThreshold: 3,
      timeoutSeconds: 2,
    });
  });

  it("has no liveness probe without a path for it, and then asks for readiness at the start", () => {
    const { startupProbe, livenessProbe } = container({ probes: { readiness: "/ready" } });
    assert.equal(livenessProbe, undefined);
    assert.equal(at(startupProbe, "httpGet", "path"), "/ready");
  });

  for (const [startupSeconds, failures] of starts)
    it(`allows ${failures} failures of the startup probe for a start of ${startupSeconds} s`, () => {
      assert.equal(at(container({ startupSeconds }), "startupProbe", "failureThreshold"), failures);
    });

  it("lists variables in the order of their names", () => {
    assert.deepEqual(at(container({ env: { B: "2", A: "1", a: "" } }), "env"), [
      { name: "A", value: "1" },
      { name: "B", value: "2" },
      { name: "a", value: "" },
    ]);
  });

  it("takes secret variables from the Secret, and only where there is one", () => {
    assert.deepEqual(at(container({ secretName: "front-secrets" }), "envFrom"), [
      { secretRef: { name: "front-secrets" } },
    ]);
    assert.equal(at(container(), "envFrom"), undefined);
  });

  it("mounts config files read-only beside /tmp, and only where there are some", () => {
    const config = { name: "front-config-0", directory: "/srv/config" };
    assert.deepEqual(at(container({ config }), "volumeMounts"), [
      { name: "tmp", mountPath: "/tmp" },
      { name: "config", mountPath: "/srv/config", readOnly: true },
    ]);
    assert.deepEqual(at(pod({ config }), "volumes"), [
      { name: "tmp", emptyDir: {} },
      { name: "config", configMap: { name: "front-config-0" } },
    ]);
    assert.equal(listAt(container(), "volumeMounts").length, 1);
    assert.equal(listAt(pod(), "volumes").length, 1);
  });
});

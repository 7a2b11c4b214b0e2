import type * as k8s from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import { recommendedLabels, selectorLabels, versionLabel, type Identity } from "./labels";

/** What a container may do beyond the restricted Pod Security Standard. */
export interface SecurityExceptions {
  /** Run as root. */
  readonly allowRoot: boolean;
  /** Write outside of /tmp. */
  readonly writableRootFilesystem: boolean;
}

/** CPU and memory, as Kubernetes quantities. */
export interface Amounts {
  readonly cpu?: string;
  readonly memory?: string;
}

/** What the pods of one service run. */
export interface PodSettings {
  /** Reference with a tag, and with a digest where one is known. */
  readonly image: Input<string>;
  /** The image's tag, for the version label. */
  readonly tag: string;
  readonly port: number;
  readonly probes: { readonly readiness: string; readonly liveness?: string };
  /** Seconds that a healthy start may take. */
  readonly startupSeconds: number;
  readonly env: Readonly<Record<string, string>>;
  /** ConfigMap with the config files, and where they are mounted. */
  readonly config?: { readonly name: Input<string>; readonly directory: string };
  /** ServiceAccount that the pods run as, which has to exist before them. */
  readonly serviceAccountName: Input<string>;
  /** Secret whose keys become environment variables. */
  readonly secretName?: Input<string>;
  readonly resources: { readonly requests: Amounts; readonly limits: Amounts };
  readonly security: SecurityExceptions;
  /** When new pods were last asked for although nothing else changed: an ISO 8601 time. */
  readonly restartedAt?: string;
}

// Not kubectl's own annotation: a `kubectl rollout restart` would then be taken back by the next update.
const RESTARTED_AT = "rollout/restartedAt";

// Kong learns of an endpoint's removal up to 3 s after it (its sync period), so a pod has to go on serving for a while
// after it was told to stop. Measured: without the pause and a readiness probe, 2 to 6 % of requests fail in a rollout.
const PRE_STOP_SECONDS = 10;
// The pause, and 35 s for the longest request.
const GRACE_SECONDS = 45;
const STARTUP_PERIOD_SECONDS = 2;

const httpGet = (path: string) => ({ path, port: "http" });

function probes({ probes: { readiness, liveness }, startupSeconds }: PodSettings) {
  return {
    startupProbe: {
      httpGet: httpGet(liveness ?? readiness),
      periodSeconds: STARTUP_PERIOD_SECONDS,
      failureThreshold: Math.ceil(startupSeconds / STARTUP_PERIOD_SECONDS),
      timeoutSeconds: 2,
    },
    readinessProbe: { httpGet: httpGet(readiness), periodSeconds: 5, failureThreshold: 3, timeoutSeconds: 2 },
    ...(liveness === undefined
      ? {}
      : {
          livenessProbe: { httpGet: httpGet(liveness), periodSeconds: 10, failureThreshold: 3, timeoutSeconds: 2 },
        }),
  };
}

function container(name: string, settings: PodSettings): k8s.types.input.core.v1.Container {
  const { image, port, env, config, secretName, resources, security } = settings;
  return {
    name,
    image,
    ports: [{ name: "http", containerPort: port, protocol: "TCP" }],
    env: Object.entries(env)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => ({ name: key, value })),
    ...(secretName === undefined ? {} : { envFrom: [{ secretRef: { name: secretName } }] }),
    resources: {
      requests: { ...resources.requests },
      limits: { ...resources.limits },
    },
    ...probes(settings),
    lifecycle: { preStop: { sleep: { seconds: PRE_STOP_SECONDS } } },
    // The last lines of a crashing container then stand in Pulumi's own error.
    terminationMessagePolicy: "FallbackToLogsOnError",
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: !security.writableRootFilesystem,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: [
      { name: "tmp", mountPath: "/tmp" },
      ...(config === undefined ? [] : [{ name: "config", mountPath: config.directory, readOnly: true }]),
    ],
  };
}

function topologySpread(identity: Identity): k8s.types.input.core.v1.TopologySpreadConstraint[] {
  return ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
    topologyKey,
    maxSkew: 1,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: selectorLabels(identity) },
    // Old pods must not count during a rollout, or the new ones crowd where the old ones are not.
    matchLabelKeys: ["pod-template-hash"],
  }));
}

/** The pods of one service: unprivileged, probed, spread over zones and nodes, and drained before they stop. */
export function podTemplate(identity: Identity, settings: PodSettings): k8s.types.input.core.v1.PodTemplateSpec {
  const { config, security, serviceAccountName, tag, restartedAt } = settings;
  return {
    metadata: {
      labels: { ...recommendedLabels(identity), ...versionLabel(tag) },
      ...(restartedAt === undefined ? {} : { annotations: { [RESTARTED_AT]: restartedAt } }),
    },
    spec: {
      serviceAccountName,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: GRACE_SECONDS,
      securityContext: {
        ...(security.allowRoot ? {} : { runAsNonRoot: true }),
        seccompProfile: { type: "RuntimeDefault" },
      },
      topologySpreadConstraints: topologySpread(identity),
      containers: [container(identity.name, settings)],
      volumes: [
        { name: "tmp", emptyDir: {} },
        ...(config === undefined ? [] : [{ name: "config", configMap: { name: config.name } }]),
      ],
    },
  };
}

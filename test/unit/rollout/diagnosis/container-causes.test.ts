import { ago, event, IMAGE, type Scene } from "./objects";
import { held, itGoesOn, itNames, waiting, type Failure } from "./tables";

const container = { container: "front" };
const startupProbe = { periodSeconds: 2, failureThreshold: 30 };
const readinessProbe = { periodSeconds: 5, failureThreshold: 3 };
const terminated = (exitCode: number, reason: string, message?: string) => ({ exitCode, reason, message });
const running = (seconds: number) => ({ running: { startedAt: ago(seconds) } });
const TRACE = `front: starting
node:internal/process/promises:394
      triggerUncaughtException(err, true /* fromPromise */);

Error: DATABASE_URL is not set
    at loadConfig (/app/dist/config.js:27:11)

Node.js v20.19.0
`;
const NOT_FOUND = `rpc error: code = NotFound desc = failed to pull and unpack image "${IMAGE}": failed to resolve reference "${IMAGE}": ${IMAGE}: not found`;
const TIMEOUT = `rpc error: code = Unknown desc = failed to resolve reference "${IMAGE}": dial tcp 10.0.0.1:443: i/o timeout`;

const pulls = (error: string, count: number) => [
  event("Failed", `Failed to pull image "${IMAGE}": ${error}`, { ...container, count }),
];

const FAILURES: Readonly<Record<string, Failure>> = {
  "an image that is not there": {
    scene: { pods: waiting("ImagePullBackOff", `Back-off pulling image "${IMAGE}": ErrImagePull: ${NOT_FOUND}`) },
    kind: "image-pull",
    message: `image ${IMAGE} cannot be pulled: not found`,
    blamesImage: true,
  },
  "an image that is not there, by an older kubelet": {
    scene: { pods: waiting("ImagePullBackOff", `Back-off pulling image "${IMAGE}"`), events: pulls(NOT_FOUND, 1) },
    kind: "image-pull",
    message: `image ${IMAGE} cannot be pulled: not found`,
    blamesImage: true,
  },
  "a second failed pull": {
    scene: { pods: waiting("ErrImagePull", NOT_FOUND), events: pulls(NOT_FOUND, 2) },
    kind: "image-pull",
    message: `image ${IMAGE} cannot be pulled: not found`,
    blamesImage: true,
  },
  "an image name that is none": {
    scene: { pods: waiting("InvalidImageName", 'couldn\'t parse image name "front:": invalid reference format') },
    kind: "image-pull",
    message: `image ${IMAGE} cannot be pulled: couldn't parse image name "front:": invalid reference format`,
    blamesImage: true,
  },
  "a registry that does not answer twice": {
    scene: { pods: waiting("ImagePullBackOff", `Back-off pulling image "${IMAGE}"`), events: pulls(TIMEOUT, 2) },
    kind: "image-pull",
    message: `image ${IMAGE} cannot be pulled: dial tcp 10.0.0.1:443: i/o timeout`,
    blamesImage: false,
  },
  "a registry that wants other credentials": {
    scene: {
      pods: waiting("ImagePullBackOff", `Back-off pulling image "${IMAGE}"`),
      events: pulls("403 Forbidden", 1),
    },
    kind: "image-pull",
    message: `image ${IMAGE} cannot be pulled: 403 Forbidden`,
    blamesImage: false,
  },
  "a crash loop": {
    scene: { pods: [held(2, "Error", 1, TRACE)] },
    kind: "crash",
    message: "container front crashed 3 times, exit code 1: Error: DATABASE_URL is not set",
    blamesImage: true,
  },
  "a crash loop that left no message": {
    scene: { pods: [held(2, "Error", 139)] },
    kind: "crash",
    message: "container front crashed 3 times, exit code 139",
    blamesImage: true,
  },
  "a program that ends": {
    scene: { pods: [held(2, "Completed", 0)] },
    kind: "crash",
    message: "container front ended 3 times with exit code 0, but has to keep running",
    blamesImage: true,
  },
  "an init container that crashes": {
    scene: {
      pods: [
        {
          init: [
            {
              name: "migrate",
              restartCount: 2,
              state: { waiting: { reason: "CrashLoopBackOff" } },
              lastState: { terminated: terminated(2, "Error") },
            },
          ],
          container: { state: { waiting: { reason: "PodInitializing" } } },
        },
      ],
    },
    kind: "crash",
    message: "container migrate crashed 3 times, exit code 2",
    blamesImage: true,
  },
  "a second kill for lack of memory": {
    scene: { container: { resources: { limits: { memory: "128Mi" } } }, pods: [held(1, "OOMKilled", 137)] },
    kind: "oom",
    message: "container front ran out of memory 2 times; its limit is 128Mi",
    blamesImage: true,
  },
  "a startup probe past its budget": {
    scene: {
      container: { startupProbe },
      pods: [{ container: { started: false, state: running(63) } }],
      events: [event("Unhealthy", "Startup probe failed: connection refused", container)],
    },
    kind: "probe",
    message: "container front did not pass its startup probe within 60 s: connection refused",
    blamesImage: true,
  },
  "a container that its startup probe has killed": {
    scene: {
      container: { startupProbe },
      pods: [{ container: { started: false, restartCount: 1, state: running(1) } }],
      events: [
        event("Unhealthy", "Startup probe failed: connection refused", container),
        event("Killing", "Container front failed startup probe, will be restarted", container),
      ],
    },
    kind: "probe",
    message: "container front did not pass its startup probe within 60 s: connection refused",
    blamesImage: true,
  },
  "a readiness probe past the budget of both probes": {
    scene: {
      container: { startupProbe, readinessProbe },
      pods: [{ container: { started: true, state: running(78) } }],
      events: [event("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503", container)],
    },
    kind: "probe",
    message: "container front did not pass its readiness probe within 75 s: HTTP probe failed with statuscode: 503",
    blamesImage: true,
  },
  "a liveness probe that restarts again and again": {
    scene: {
      pods: [held(2, "Error", 143)],
      events: [
        event("Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 500", container),
        event("Killing", "Container front failed liveness probe, will be restarted", container),
      ],
    },
    kind: "probe",
    message: "container front was restarted 3 times by its liveness probe: HTTP probe failed with statuscode: 500",
    blamesImage: true,
  },
  "an image that runs as root where none may": {
    scene: {
      pods: waiting("CreateContainerConfigError", "container has runAsNonRoot and image will run as root"),
      events: [
        event("Failed", "Error: container has runAsNonRoot and image will run as root", { ...container, count: 2 }),
      ],
    },
    kind: "container",
    message: "container front cannot be made: container has runAsNonRoot and image will run as root",
    blamesImage: true,
  },
};

const PATIENCE: Readonly<Record<string, Scene>> = {
  "a first failed pull": { pods: waiting("ErrImagePull", NOT_FOUND), events: pulls(NOT_FOUND, 1) },
  "a registry that did not answer once": {
    pods: waiting("ImagePullBackOff", `Back-off pulling image "${IMAGE}"`),
    events: pulls(TIMEOUT, 1),
  },
  "a second crash": { pods: [held(1, "Error", 1, TRACE)] },
  "a third run that still runs": {
    pods: [
      { container: { restartCount: 2, state: running(3), lastState: { terminated: terminated(1, "Error", TRACE) } } },
    ],
  },
  "a first kill for lack of memory": {
    pods: [{ container: { state: { terminated: terminated(137, "OOMKilled") } } }],
  },
  "an init container that has done its work": {
    pods: [
      { init: [{ name: "migrate", ready: true, restartCount: 3, state: { terminated: terminated(0, "Completed") } }] },
    ],
  },
  "a slow start within its startup probe's budget": {
    container: { startupProbe },
    pods: [{ container: { started: false, state: running(59) } }],
    events: [event("Unhealthy", "Startup probe failed: connection refused", { ...container, count: 29 })],
  },
  "a readiness probe within the budget of both probes": {
    container: { startupProbe, readinessProbe },
    pods: [{ container: { started: true, state: running(70) } }],
    events: [event("Unhealthy", "Readiness probe failed: 503", { ...container, count: 12 })],
  },
  "a failing readiness probe where nothing says how long a start takes": {
    container: { readinessProbe },
    pods: [{ container: { started: true, state: running(500) } }],
    events: [event("Unhealthy", "Readiness probe failed: 503", { ...container, count: 99 })],
  },
};

describe("the diagnosis of a container", () => {
  itNames(FAILURES);
  itGoesOn(PATIENCE);
});

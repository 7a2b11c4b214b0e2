import { itRejects, withFront, withKeys, type Refusal } from "../../support/refusals";

const refusals: Refusal[] = [
  [
    "replicas together with autoscaling",
    withFront({ replicas: 2, autoscaling: { minReplicas: 1, maxReplicas: 2 } }),
    ['services.front.replicas: is fixed although autoscaling owns it, got 2; keep either "replicas" or "autoscaling"'],
  ],
  [
    "minReplicas above maxReplicas",
    withFront({ autoscaling: { minReplicas: 5, maxReplicas: 2 } }),
    [
      "services.front.autoscaling.minReplicas: is above maxReplicas, got 5; write a number that is not above maxReplicas",
    ],
  ],
  [
    "a memory limit below its request, in whatever units",
    withFront({ resources: { requests: { memory: "1Gi" }, limits: { memory: "1000Mi" } } }),
    [
      'services.front.resources.limits.memory: is below the memory request, got "1000Mi"; write at least as much as requests.memory, or remove it',
    ],
  ],
  [
    "a memory limit below the default request",
    withFront({ resources: { limits: { memory: "64Mi" } } }),
    [
      'services.front.resources.limits.memory: is below the memory request, got "64Mi"; write at least as much as requests.memory, or remove it',
    ],
  ],
  [
    "a quantity that is none",
    withFront({ resources: { requests: { cpu: "a lot" } } }),
    [
      'services.front.resources.requests.cpu: is not a resource quantity, got "a lot"; write a quantity, such as "250m" or "256Mi"',
    ],
  ],
  [
    "a restart at no time",
    withFront({ restartedAt: "yesterday" }),
    ['services.front.restartedAt: is malformed, got "yesterday"; write a value such as "2026-11-24T18:00:00Z"'],
  ],
  [
    "a namespace that Kubernetes would refuse",
    withKeys({ namespace: "Outsrc_Dev" }),
    [
      'namespace: is a name that Kubernetes refuses for a Namespace, got "Outsrc_Dev"; write at most 63 lower-case letters, digits and hyphens',
    ],
  ],
  [
    "a namespace of Kubernetes itself",
    withKeys({ namespace: "kube-system" }),
    ['namespace: belongs to Kubernetes itself, got "kube-system"; write a namespace of your own'],
  ],
  [
    "Kong's namespace",
    withKeys({ namespace: "kong" }),
    ['namespace: is Kong\'s own, got "kong"; write a namespace of your own'],
  ],
  [
    "neither a context nor a GKE cluster",
    withKeys({ cluster: {} }),
    [
      'cluster: must have either "context" or "gke", got {}; write {"context": "kind-outsrc"}, or {"gke": {"project": …, "location": …, "name": …}}',
    ],
  ],
  [
    "both a context and a GKE cluster",
    withKeys({ cluster: { context: "a", gke: { project: "p", location: "l", name: "n" } } }),
    [
      'cluster: must have either "context" or "gke", got {"context":"a","gke":{"project":"p","location":"l","name":"n"}}; write {"context": "kind-outsrc"}, or {"gke": {"project": …, "location": …, "name": …}}',
    ],
  ],
  [
    "a variable that is also a secret",
    withKeys({ services: { front: { env: { TOKEN: "x" } } }, secrets: { front: { TOKEN: "canary" } } }),
    ['services.front.env.TOKEN: is also set by secrets.front.TOKEN, got "x"; keep one of the two'],
  ],
  [
    "names that no shell and no ConfigMap would take",
    withFront({ env: { "LOG-LEVEL": "x" }, files: { "a/b": "x" } }),
    [
      'services.front.env.LOG-LEVEL: is not the name of an environment variable, got "LOG-LEVEL"; write letters, digits and underscores, not starting with a digit',
      'services.front.files.a/b: is not a file name that a ConfigMap can hold, got "a/b"; write letters, digits, hyphens, underscores and dots',
    ],
  ],
  [
    "a release note of two lines",
    withKeys({ releaseNotes: { front: "a\nb" } }),
    ['releaseNotes.front: is not one line of 1 to 256 characters, got "a\\nb"; write one line of text'],
  ],
];

describe("a stack file's services and cluster", () => {
  itRejects(refusals);
});

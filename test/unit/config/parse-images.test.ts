import { itRejects, withFront, withKeys, type Refusal } from "../../support/refusals";
import { DIGEST, validConfig } from "../../support/valid-config";

const refusals: Refusal[] = [
  [
    "an unknown key, with the one that was meant",
    withKeys({ namspace: "x" }),
    ['namspace: is not a known key, got "x"; did you mean "namespace"?'],
  ],
  [
    "an unknown key inside a map",
    withFront({ replica: 2 }),
    ['services.front.replica: is not a known key, got 2; did you mean "replicas"?'],
  ],
  [
    "a key of another tool, with the keys there are",
    withKeys({ tls: { clusterIssuer: "letsencrypt-staging", acmeChallengeType: "http01" } }),
    ['tls.acmeChallengeType: is not a known key, got "http01"; write one of "clusterIssuer", or remove it'],
  ],
  [
    "a missing required key",
    Object.fromEntries(Object.entries(validConfig()).filter(([key]) => key !== "tls")),
    ['tls: is missing, got nothing; write a value such as {"clusterIssuer":"letsencrypt-production"}'],
  ],
  [
    "a missing image for a service",
    withKeys({ images: { front: "gcr.io/outsrc/front:1.1.0" } }),
    ['images.back: is missing, got nothing; write the image of back, such as "gcr.io/outsrc/outsrc-demo-back:1.1.0"'],
  ],
  [
    "an image for no service",
    withKeys({ images: { ...Object(validConfig()["images"]), frnt: "gcr.io/outsrc/front:1.1.0" } }),
    ['images.frnt: is no service of services.ts, got "gcr.io/outsrc/front:1.1.0"; did you mean "front"?'],
  ],
  [
    "settings, notes and secrets for no service",
    withKeys({ services: { web: {} }, releaseNotes: { web: "x" }, secrets: { web: { TOKEN: "canary" } } }),
    [
      'services.web: is no service of services.ts, got {}; write one of "front", "back", or remove it',
      'releaseNotes.web: is no service of services.ts, got "x"; write one of "front", "back", or remove it',
      'secrets.web: is no service of services.ts, got [secret]; write one of "front", "back", "key-auth", or remove it',
    ],
  ],
  [
    "an image without a tag",
    withKeys({ images: { front: "gcr.io/outsrc/front", back: "localhost:5000/back:1" } }),
    ['images.front: has no tag, got "gcr.io/outsrc/front"; write "gcr.io/outsrc/front:1.1.0"'],
  ],
  [
    "an image with the tag latest",
    withKeys({ images: { front: "gcr.io/outsrc/front:latest", back: "b:1" } }),
    [
      'images.front: has the tag latest, which names no version, got "gcr.io/outsrc/front:latest"; write "gcr.io/outsrc/front:1.1.0"',
    ],
  ],
  [
    "a tag that YAML has read as a number",
    withKeys({ images: { front: 1.1, back: "b:1" } }),
    ['images.front: is not a string, got 1.1; write a value such as "gcr.io/outsrc/outsrc-demo-front:1.1.0"'],
  ],
  [
    "an image without a digest where the stack requires one",
    withKeys({
      requireDigest: true,
      images: { front: `gcr.io/outsrc/front:1@${DIGEST}`, back: "gcr.io/outsrc/back:1" },
    }),
    [
      'images.back: has no digest although requireDigest is set, got "gcr.io/outsrc/back:1"; write "gcr.io/outsrc/back:1@sha256:…"',
    ],
  ],
  [
    "a digest that would have to be looked up in a registry that is not Google's",
    withKeys({
      requireDigest: true,
      lookUpDigest: true,
      images: { front: "gcr.io/outsrc/front:1", back: "docker.io/outsrc/back:1" },
    }),
    [
      'images.back: is in a registry that lookUpDigest cannot ask, got "docker.io/outsrc/back:1"; write "docker.io/outsrc/back:1@sha256:…", or an image of Artifact Registry',
    ],
  ],
  [
    "a soak that is no duration",
    withKeys({ soak: "a day" }),
    ['soak: is not a duration, got "a day"; write a duration, such as "30m", "24h" or "7d"'],
  ],
  [
    "problems of many keys in one report",
    withKeys({
      namespace: "default",
      hosts: ["dev"],
      protect: "yes",
      services: { front: { replicas: 0, env: { A: 1 } } },
    }),
    [
      'namespace: belongs to Kubernetes itself, got "default"; write a namespace of your own',
      'hosts[0]: is not a fully qualified host name in lower case, got "dev"; write "dev.outsrc.dev"',
      "services.front.replicas: is below 1, got 0; write a value such as 3",
      'services.front.env.A: is not a string, got 1; write a value such as "info"',
      'protect: is not true or false, got "yes"; write a value such as true',
    ],
  ],
];

describe("a stack file's keys and images", () => {
  itRejects(refusals);
});

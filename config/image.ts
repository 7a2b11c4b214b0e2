import type { Finding } from "./problem";

/** A container image reference, taken apart. */
export interface Image {
  /** Registry and path: `gcr.io/outsrc/outsrc-demo-front`. */
  readonly repository: string;
  /** What a person calls the version: `1.1.0`. */
  readonly tag: string;
  /** What the registry calls the content: `sha256:` and 64 hexadecimal digits. */
  readonly digest?: string;
}

const EXAMPLE = "gcr.io/outsrc/outsrc-demo-front:1.1.0";

// The grammar of github.com/distribution/reference: a registry with an optional port, lower-case path parts, a tag of
// at most 128 characters.
const REPOSITORY = /^(?:[a-zA-Z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+|\/)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

function split(reference: string): { repository: string; tag?: string; digest?: string } {
  const [name = "", ...rest] = reference.split("@");
  const digest = rest.length > 0 ? rest.join("@") : undefined;
  const colon = name.lastIndexOf(":");
  // A colon before the last slash belongs to the registry's port.
  if (colon <= name.lastIndexOf("/")) return { repository: name, digest };
  return { repository: name.slice(0, colon), tag: name.slice(colon + 1), digest };
}

/** What is wrong with an image reference; nothing if it is `repository:tag` or `repository:tag@sha256:…`. */
export function checkImage(reference: string): Finding | undefined {
  const { repository, tag, digest } = split(reference);
  if (!REPOSITORY.test(repository)) return { wrong: "is not an image reference", instead: `write "${EXAMPLE}"` };
  if (tag === undefined) return { wrong: "has no tag", instead: `write "${repository}:1.1.0"` };
  if (tag === "latest")
    return { wrong: "has the tag latest, which names no version", instead: `write "${repository}:1.1.0"` };
  if (!TAG.test(tag)) return { wrong: "has a tag that no registry accepts", instead: `write "${repository}:1.1.0"` };
  if (digest !== undefined && !DIGEST.test(digest))
    return {
      wrong: "has a malformed digest",
      instead: `write "${repository}:${tag}@sha256:" and 64 hexadecimal digits`,
    };
  return undefined;
}

/**
 * Takes an image reference apart.
 * @throws Error if `checkImage` finds something wrong with it
 */
export function parseImage(reference: string): Image {
  const { repository, tag, digest } = split(reference);
  if (tag === undefined || checkImage(reference)) throw new Error(`not a valid image reference: ${reference}`);
  return { repository, tag, ...(digest === undefined ? {} : { digest }) };
}

/** Where Artifact Registry keeps an image, as `gcp.artifactregistry.getDockerImage` wants it. */
export interface ArtifactRegistryImage {
  readonly location: string;
  readonly project: string;
  readonly repositoryId: string;
  /** Image path inside the repository, and its tag: `outsrc-demo-front:1.1.0`. */
  readonly imageName: string;
}

// gcr.io hosts are served by Artifact Registry repositories of these locations, each named like its host
// (docs.cloud.google.com/artifact-registry/docs/transition/gcr-repositories).
const GCR_LOCATIONS: Readonly<Record<string, string>> = {
  "gcr.io": "us",
  "us.gcr.io": "us",
  "eu.gcr.io": "europe",
  "asia.gcr.io": "asia",
};

/** Where Artifact Registry keeps the image; `undefined` if another registry holds it. */
export function artifactRegistryImage({ repository, tag }: Image): ArtifactRegistryImage | undefined {
  const [host = "", project, ...path] = repository.split("/");
  if (project === undefined) return undefined;
  const gcrLocation = Object.hasOwn(GCR_LOCATIONS, host) ? GCR_LOCATIONS[host] : undefined;
  if (gcrLocation !== undefined && path.length > 0)
    return { location: gcrLocation, project, repositoryId: host, imageName: `${path.join("/")}:${tag}` };
  const location = /^([a-z0-9-]+)-docker\.pkg\.dev$/.exec(host)?.[1];
  const [repositoryId, ...image] = path;
  if (location === undefined || repositoryId === undefined || image.length === 0) return undefined;
  return { location, project, repositoryId, imageName: `${image.join("/")}:${tag}` };
}

import { createHash } from "node:crypto";

/** What a container does, chosen by the word that its image's tag ends in. */
export const BEHAVIOURS = ["missing", "crash", "oom", "unready", "slow", "flaky"] as const;

/** One of {@link BEHAVIOURS}, or `healthy` for every other tag. */
export type Behaviour = (typeof BEHAVIOURS)[number] | "healthy";

/** The parts of an image reference. */
export interface ImageReference {
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** Takes an image reference apart; a port in the registry's name is not a tag. */
export function parseImage(image: string): ImageReference {
  const [name = "", digest] = image.split("@");
  const colon = name.lastIndexOf(":");
  const tagged = colon > name.lastIndexOf("/");
  return { repository: tagged ? name.slice(0, colon) : name, tag: tagged ? name.slice(colon + 1) : undefined, digest };
}

/** What a container of this image does. */
export function behaviourOf(image: string): Behaviour {
  const tag = parseImage(image).tag ?? "latest";
  return BEHAVIOURS.find((word) => tag.endsWith(word)) ?? "healthy";
}

/** The image reference without its digest, with the tag that a runtime adds: the key of the digest file. */
export function taggedName(image: string): string {
  const { repository, tag } = parseImage(image);
  return `${repository}:${tag ?? "latest"}`;
}

/**
 * `repo@sha256:…`, as a container status shows it: the reference's own digest, else the one that `digests` names for
 * the tag, else one made from the reference.
 *
 * @param digests - `repo:tag` to digest
 */
export function imageId(image: string, digests: Readonly<Record<string, string>>): string {
  const { repository, digest } = parseImage(image);
  const name = taggedName(image);
  return `${repository}@${digest ?? digests[name] ?? `sha256:${createHash("sha256").update(name).digest("hex")}`}`;
}

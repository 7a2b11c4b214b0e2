import { EXIT, RolloutError } from "../config/errors";
import { parseImage } from "../config/image";
import { suggest } from "../config/suggest";
import { badAmong, badImages, describeBad } from "./bad-images";
import { own } from "./config-path";
import { releaseOf, type Release } from "./diagnosis/release";
import { historyOf, isRevision, type Revision } from "./revisions";
import { releaseNotesOf, sameImage } from "./stack-values";
import { statusOf, type Observed } from "./status";

/** What a service runs in the environment that it is promoted from. */
export interface SourceImage {
  readonly service: string;
  /** `repository:tag@sha256:…`, with the digest that its pods run. */
  readonly reference: string;
  /** Why it runs this image. */
  readonly releaseNote: string | undefined;
  /** Since when, without a break. */
  readonly since: Date;
}

/** What an environment can give to another. */
export interface Source {
  readonly stack: string;
  /** The newest revision, which is what runs. */
  readonly revision: Revision;
  readonly images: readonly SourceImage[];
}

function refuse(stack: string, wrong: string, instead: string): RolloutError {
  return new RolloutError(`nothing was promoted: ${stack} ${wrong}; ${instead}`, EXIT.failed);
}

/**
 * The digest in the `imageID` of a container status: `repository@sha256:…`, with `docker-pullable://` before it on old nodes.
 * `undefined` for a bare `sha256:…`, which is the id that a node itself gave to the image and that no registry knows.
 */
export function digestOfImageId(imageId: string): string | undefined {
  return /[^/]@(sha256:[0-9a-f]{64})$/.exec(imageId)?.[1];
}

// The service's own container carries its name; sidecars that an admission webhook adds do not.
function liveImage({ deployment }: Release, service: string): string | undefined {
  const containers = deployment.spec?.template.spec?.containers ?? [];
  return (containers.find(({ name }) => name === service) ?? containers[0])?.image;
}

/** The one digest that all pods of a service run. */
function liveDigest(stack: string, service: string, { pods }: Release): string {
  const ids = pods.map(({ pod }) => {
    const statuses = pod.status?.containerStatuses ?? [];
    return (statuses.find(({ name }) => name === service) ?? statuses[0])?.imageID ?? "";
  });
  const digests = [...new Set(ids.map(digestOfImageId))];
  const [digest] = digests;
  if (ids.length === 0)
    throw refuse(
      stack,
      `runs no pod of ${service}, so that nobody knows its digest`,
      "start one, or name other services",
    );
  if (digests.length > 1)
    throw refuse(
      stack,
      `runs several contents under one tag of ${service}: ${digests.map((one) => one ?? "unknown").join(", ")}`,
      `run rollout restart ${stack} ${service}, so that all pods run one`,
    );
  if (digest === undefined)
    throw refuse(
      stack,
      `does not tell the registry's digest of ${service}: its nodes say ${JSON.stringify(ids[0])}`,
      "use nodes whose container runtime pulls from a registry, or write the digest into the stack file by hand",
    );
  return digest;
}

/** When the image that a service runs now was deployed; a later revision with the same one is no break. */
function runningSince(revisions: readonly Revision[], service: string, image: string): Date {
  const others = revisions.findLastIndex(({ images }) => !sameImage(own(images, service) ?? "", image));
  const { startedAt, endedAt } = revisions[others + 1]?.update ?? {};
  return endedAt ?? startedAt ?? new Date();
}

function chosen(stack: string, known: readonly string[], services: readonly string[]): readonly string[] {
  const unknown = services.find((service) => !known.includes(service));
  if (unknown !== undefined)
    throw new RolloutError(`${unknown}: is no service of ${stack}; ${suggest(unknown, known, "")}`, EXIT.usage);
  return services.length > 0 ? services : known;
}

/** A service, the image that its newest revision names, and what the cluster makes of it. */
interface Live {
  readonly service: string;
  readonly declared: string;
  readonly release: Release;
}

/** The services as they are live, which is as the newest revision says. */
function liveAsDeclared(
  { stack, outputs, snapshot }: Observed,
  { number, images }: Revision,
  services: readonly string[],
) {
  return services.map((service): Live => {
    const declared = own(images, service) ?? "no image";
    const release = releaseOf(snapshot, outputs.deployments[service] ?? service, snapshot.takenAt);
    const live = release && liveImage(release, service);
    if (!release || live === undefined || !sameImage(live, declared))
      throw refuse(
        stack,
        `has moved since its revision ${number}: ${service} runs ${live ?? "nothing"}, not ${declared}`,
        `run rollout drift ${stack} --fix first`,
      );
    return { service, declared, release };
  });
}

function guardHealth(observed: Observed): void {
  const { stack, services, problems } = statusOf(observed);
  const unfinished = services.filter(({ done }) => !done).map(({ service, state }) => `${service}: ${state}`);
  const [problem] = [...problems, ...unfinished];
  if (problem !== undefined) throw refuse(stack, `is not well: ${problem}`, `rollout status ${stack} says more`);
}

/** By digest: a bad image does not become good under another tag. */
function guardBad({ stack, updates, project }: Observed, images: readonly SourceImage[]): void {
  const references = Object.fromEntries(images.map(({ service, reference }) => [service, reference]));
  const [bad] = badAmong(references, badImages(updates, project));
  if (bad)
    throw refuse(stack, `has taken this back: ${describeBad(bad)}`, `run rollout up ${stack} with another image`);
}

/**
 * What an environment can give to another: what is live, verified, and known by digest.
 *
 * @param services - only these; all of them if empty
 * @throws RolloutError if the environment is not well, runs something else than its newest revision, or an image of it was
 * taken back
 */
export function sourceOf(observed: Observed, services: readonly string[]): Source {
  const { stack, updates, project, outputs } = observed;
  const revisions = historyOf(updates, project).filter(isRevision);
  const revision = revisions.at(-1);
  if (!revision) throw refuse(stack, "has no revision", `run rollout up ${stack}`);
  const live = liveAsDeclared(observed, revision, chosen(stack, Object.keys(outputs.images), services));
  guardHealth(observed);
  const notes = releaseNotesOf(revision.update.config, project);
  const images = live.map(({ service, declared, release }) => {
    const { repository, tag } = parseImage(declared);
    return {
      service,
      reference: `${repository}:${tag}@${liveDigest(stack, service, release)}`,
      releaseNote: own(notes, service),
      since: runningSince(revisions, service, declared),
    };
  });
  guardBad(observed, images);
  return { stack, revision, images };
}

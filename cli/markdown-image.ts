import { artifactRegistryImage, checkImage, parseImage, type Image } from "../config/image";
import type { ImageChange } from "../offline/config-changes";
import { code } from "./markdown";

const SHORT_DIGEST_LENGTH = "sha256:".length + 12;

/**
 * Page of an image in Google Cloud's console, or of one content of it; `undefined` for another registry. Artifact Registry
 * serves the gcr.io hosts as well.
 */
export function consoleUrl(image: Image, digest?: string): string | undefined {
  const found = artifactRegistryImage(image);
  if (found === undefined) return undefined;
  const { project, location, repositoryId, imageName } = found;
  const parts = [project, location, repositoryId, imageName.slice(0, imageName.lastIndexOf(":"))];
  const page = `https://console.cloud.google.com/artifacts/docker/${parts.map(encodeURIComponent).join("/")}`;
  return digest === undefined ? page : `${page}/${digest}`;
}

function linked(text: string, url: string | undefined): string {
  return url === undefined ? code(text) : `[${code(text)}](${url})`;
}

function parsed(reference: string | undefined): Image | undefined {
  return reference === undefined || checkImage(reference) ? undefined : parseImage(reference);
}

/** Tag and digest, each with a link to its page. */
function formatReference(reference: string | undefined, withRepository: boolean): string {
  if (reference === undefined) return "(none)";
  const image = parsed(reference);
  if (image === undefined) return code(reference);
  const { repository, tag, digest } = image;
  const name = linked(withRepository ? `${repository}:${tag}` : tag, consoleUrl(image));
  if (digest === undefined) return name;
  return `${name} ${linked(`${digest.slice(0, SHORT_DIGEST_LENGTH)}…`, consoleUrl(image, digest))}`;
}

/** A service's image before and after, on one line. */
export function formatImage({ service, before, after }: ImageChange): string {
  const [old, now] = [parsed(before), parsed(after)];
  const same = old !== undefined && old.repository === now?.repository;
  const moved = same && old.tag === now.tag ? "; **the same tag, but not the same content**" : "";
  const name = same ? `${code(service)} (${code(old.repository)})` : code(service);
  return `${name}: ${formatReference(before, !same)} → ${formatReference(after, !same)}${moved}`;
}

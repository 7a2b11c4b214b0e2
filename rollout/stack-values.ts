import { z } from "zod";
import { checkImage, parseImage } from "../config/image";
import type { StackValues } from "./update";

const texts = z.record(z.string(), z.string());
const maps = z.record(z.string(), z.unknown());

/** A map as it is, and nothing for a value of any other shape: a failed update may have had any config. */
export function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return maps.safeParse(value).data ?? {};
}

/** Image of each service. */
export function imagesOf(values: StackValues, project: string): Readonly<Record<string, string>> {
  return texts.safeParse(values[`${project}:images`]).data ?? {};
}

/** Why each service runs its image. */
export function releaseNotesOf(values: StackValues, project: string): Readonly<Record<string, string>> {
  return texts.safeParse(values[`${project}:releaseNotes`]).data ?? {};
}

/** What a person calls the version of an image: its tag, or the whole reference where it has none. */
export function versionOf(reference: string): string {
  return checkImage(reference) ? reference : parseImage(reference).tag;
}

/**
 * Whether two references are known to name one content: the same digest whatever the tag, or the same tag where at least one
 * of the two has no digest.
 */
export function sameImage(one: string, other: string): boolean {
  if (one === other) return true;
  if (checkImage(one) || checkImage(other)) return false;
  const [a, b] = [parseImage(one), parseImage(other)];
  if (a.digest !== undefined && b.digest !== undefined) return a.digest === b.digest;
  return a.repository === b.repository && a.tag === b.tag;
}

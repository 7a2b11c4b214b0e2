import { z } from "zod";
import { checkImage, parseImage, type Image } from "../config/image";
import type { ConfigDiff, ImageChange, KeyChange, SecretState } from "../rollout/config-diff";
import { commonItems } from "../rollout/yaml-list";
import { formatValue, formatValues } from "./format-diff";

/** Longer lists and files are told by their length: nobody reads more, and comparing them takes long. */
const MAX_ITEMS = 500;
const MAX_LINES = 20;

const DIGEST_LENGTH = "sha256:".length + 12;

function version({ tag, digest }: Image): string {
  return digest === undefined ? tag : `${tag}@${digest.slice(0, DIGEST_LENGTH)}`;
}

function imageLine({ service, before, after, sameImage }: ImageChange): string {
  const [old, now] = [before, after].map((image) =>
    image === undefined || checkImage(image) ? undefined : parseImage(image),
  );
  const note = sameImage ? ", the same image" : "";
  if (!old || !now || old.repository !== now.repository)
    return `image ${service}: ${formatValue(before)} → ${formatValue(after)}${note}`;
  return `image ${service}: ${version(old)} → ${version(now)} (${now.repository}${note})`;
}

function itemsOf(value: unknown): readonly unknown[] | undefined {
  const list = z.array(z.unknown()).safeParse(value);
  if (list.success) return list.data;
  return typeof value === "string" && value.includes("\n") ? value.replace(/\n$/, "").split("\n") : undefined;
}

function itemLines(before: readonly unknown[], after: readonly unknown[]): string[] {
  const common = commonItems(before, after);
  const item = (sign: string, value: unknown) => `  ${sign} ${typeof value === "string" ? value : formatValue(value)}`;
  const gone = before.filter((_, i) => !common.some(([j]) => j === i));
  const added = after.filter((_, i) => !common.some(([, j]) => j === i));
  const lines = [...gone.map((value) => item("-", value)), ...added.map((value) => item("+", value))];
  const more = lines.length - MAX_LINES;
  return more > 0 ? [...lines.slice(0, MAX_LINES), `  … and ${more} more`] : lines;
}

function keyLines({ path, before, after }: KeyChange): string[] {
  const [old, now] = [itemsOf(before), itemsOf(after)];
  const isList = (old ?? now) && (old ?? before === undefined) && (now ?? after === undefined);
  if (!isList) return [`${path}: ${formatValues(before, after).join(" → ")}`];
  const [items, wanted] = [old ?? [], now ?? []];
  if (Math.max(items.length, wanted.length) > MAX_ITEMS)
    return [`${path}: ${items.length} lines → ${wanted.length} lines`];
  const change = old ? (now ? "" : " removed") : " added";
  return [`${path}:${change}`, ...itemLines(items, wanted)];
}

function secretLines(secrets: readonly SecretState[]): string[] {
  return secrets.flatMap(({ path, state }) => {
    // A provider's key that cannot be compared is no news.
    if (state === "unknown") return path === "secrets" ? ["secrets: encrypted, so not compared"] : [];
    return path.includes(":") && state === "same" ? [] : [`${path}: ${state}`];
  });
}

/** How the config of two updates differs, for people: images first. No line where nothing does. */
export function configLines({ images, releaseNotes, keys, secrets }: ConfigDiff): string[] {
  return [
    ...images.map(imageLine),
    ...releaseNotes.map(
      ({ service, before, after }) => `note ${service}: ${formatValue(before)} → ${formatValue(after)}`,
    ),
    ...keys.flatMap(keyLines),
    ...secretLines(secrets),
  ];
}

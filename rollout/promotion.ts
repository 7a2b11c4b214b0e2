import { durationMs } from "../config/duration";
import { EXIT, RolloutError } from "../config/errors";
import { diffConfigs } from "./config-diff";
import { own } from "./config-path";
import type { Source, SourceImage } from "./promotion-source";
import { setImages } from "./stack-file-edit";
import { imagesOf, versionOf } from "./stack-values";
import type { StackValues } from "./update";

/** The environment that something is promoted to. */
export interface Target {
  readonly stack: string;
  /** Name of the Pulumi project, which prefixes the keys. */
  readonly project: string;
  /** Text of its stack file. */
  readonly text: string;
  /** Values that the file gives to the program. */
  readonly values: StackValues;
}

/** A service whose image moves. */
export interface Move {
  readonly service: string;
  /** `undefined` where the target has no image of it yet. */
  readonly before: string | undefined;
  /** `repository:tag@sha256:…`. */
  readonly after: string;
}

/** What a promotion does to the target's stack file. */
export interface Promotion {
  readonly moves: readonly Move[];
  /** Services that run the very same image there already. */
  readonly same: readonly string[];
  /** Config keys in which the two environments differ, and go on to: `hosts`, `services.front.env.LOG_LEVEL`. */
  readonly stays: readonly string[];
  /** Text that the stack file gets. */
  readonly text: string;
  /** Change cause of the update. */
  readonly cause: string;
}

/** What is asked for. */
export interface PromotionRequest {
  /** Why, as the user said; without it the release notes of the source move along. */
  readonly cause: string | undefined;
  readonly now: Date;
}

function spanText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return `${Math.floor(ms / 1000)} s`;
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
}

function guardSoak(
  source: Source,
  moving: readonly SourceImage[],
  { stack, project, values }: Target,
  now: Date,
): void {
  const soak = values[`${project}:soak`];
  const soakMs = typeof soak === "string" ? (durationMs(soak) ?? 0) : 0;
  const young = moving.find(({ since }) => now.getTime() - since.getTime() < soakMs);
  if (!young) return;
  const age = spanText(now.getTime() - young.since.getTime());
  const at = new Date(young.since.getTime() + soakMs).toISOString();
  throw new RolloutError(
    `nothing was promoted: ${young.service} has run in ${source.stack} for ${age}, and soak of ${stack} is ${String(soak)}; ` +
      `try again at ${at}, or shorten soak in Pulumi.${stack}.yaml`,
    EXIT.failed,
  );
}

function causeOf({ stack, revision }: Source, images: readonly SourceImage[], cause: string | undefined): string {
  const versions = images.map(({ service, reference }) => `${service} ${versionOf(reference)}`);
  return `${cause ?? versions.join(", ")} (promoted from ${stack} revision ${revision.number})`;
}

/** The stack file with images and release notes moved. Nothing else is touched: environment keys never move. */
function editedText({ text, project }: Target, moving: readonly SourceImage[], cause: string | undefined): string {
  return moving.reduce(
    (edited, { service, reference, releaseNote }) =>
      setImages(edited, project, { [service]: reference }, cause ?? releaseNote),
    text,
  );
}

/**
 * What a promotion would do.
 * @throws RolloutError if an image has not run long enough in the source for the target
 */
export function promotionTo(target: Target, source: Source, { cause, now }: PromotionRequest): Promotion {
  const { project, values } = target;
  const current = imagesOf(values, project);
  const moving = source.images.filter(({ service, reference }) => own(current, service) !== reference);
  guardSoak(source, moving, target, now);
  const moves = moving.map(({ service, reference }) => ({ service, before: own(current, service), after: reference }));
  return {
    moves,
    same: source.images.filter((image) => !moving.includes(image)).map(({ service }) => service),
    stays: diffConfigs(values, source.revision.update.config, project).keys.map(({ path }) => path),
    text: editedText(target, moving, cause),
    cause: causeOf(source, moving.length > 0 ? moving : source.images, cause),
  };
}

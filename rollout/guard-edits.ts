import { constants, existsSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { EXIT, RolloutError } from "../config/errors";
import type { ConfigDiff } from "./config-diff";
import { foreignEdits } from "./foreign-edits";
import type { Session } from "./session";
import { stackFilePath } from "./stack-history";
import type { StackValues, Update } from "./update";

/** What to do about edits of a stack file that were never deployed. */
export interface EditsPolicy {
  /** Gives them up; a copy of the file is kept. */
  readonly discardEdits: boolean;
  /** Nothing is written, so that there is nothing to keep. */
  readonly dryRun?: boolean | undefined;
}

/** Values of the stack file, its secrets decrypted: one that was never deployed would be lost as well. */
async function openValues({ engine, project, valuesOf }: Session, text: string): Promise<StackValues> {
  const values = valuesOf(text);
  const key = `${project}:secrets`;
  if (values[key] === undefined) return values;
  const decrypted = (await engine.decrypted())[key];
  return { ...values, [key]: decrypted === undefined ? undefined : (JSON.parse(decrypted) as unknown) };
}

function pathsOf({ images, releaseNotes, keys, secrets }: ConfigDiff): string[] {
  return [
    ...images.map(({ service }) => `images.${service}`),
    ...releaseNotes.map(({ service }) => `releaseNotes.${service}`),
    ...keys.map(({ path }) => path),
    ...secrets.filter(({ state }) => state !== "same" && state !== "unknown").map(({ path }) => path),
  ];
}

/** Copies the stack file beside itself, under a name that nothing has yet. */
async function keepCopy(session: Session): Promise<string> {
  const name = `${stackFilePath(session)}.before-undo`;
  let copy = name;
  for (let number = 2; existsSync(copy); number++) copy = `${name}-${number}`;
  await copyFile(stackFilePath(session), copy, constants.COPYFILE_EXCL);
  return copy;
}

/**
 * Looks for what somebody has typed into the stack file and not deployed yet, before it is overwritten.
 * @param updates - the whole history, newest first, decrypted where the stack has secrets
 * @throws RolloutError that names the edits, unless they are given up
 */
export async function guardEdits(
  session: Session,
  text: string,
  updates: readonly Update[],
  { discardEdits, dryRun = false }: EditsPolicy,
): Promise<void> {
  const { project, stack, ui, defaults } = session;
  const edits = foreignEdits(await openValues(session, text), updates, { project, defaults });
  if (!edits) return;
  if (!discardEdits)
    throw new RolloutError(
      `Pulumi.${stack}.yaml holds edits that were never deployed: ${pathsOf(edits).join(", ")}; deploy them with rollout ` +
        "up, take them back, or add --force to overwrite them (a copy is kept)",
      EXIT.failed,
    );
  if (!dryRun) ui.progress(`the stack file as it was is kept as ${await keepCopy(session)}`);
}

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { formatEvidence } from "./evidence";
import type { Failure } from "./failure";
import type { Session } from "./session";

/** Folder of a project where evidence is kept; git ignores it. */
const FOLDER = ".rollout";

function textOf({ causes, problems, evidence }: Failure): string {
  return [
    ...causes.map(({ message }) => message),
    ...problems.map(({ message }) => `engine: ${message}`),
    ...(evidence ? ["", formatEvidence(evidence)] : []),
    "",
  ].join("\n");
}

/**
 * Keeps what is known of a failure in a folder of its own: a text for people, the same as JSON, and the stack file that was
 * refused. Values of the stack's secrets, which an application may have logged, are not written.
 * @returns the folder
 */
export async function keepEvidence(session: Session, failure: Failure, refusedText: string): Promise<string> {
  const { directory, stack, redact } = session;
  const time = new Date().toISOString().replaceAll(":", "-").slice(0, 19);
  const folder = join(directory, FOLDER, stack, time);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "evidence.txt"), redact(textOf(failure)));
  await writeFile(join(folder, "evidence.json"), redact(`${JSON.stringify(failure, null, 2)}\n`));
  await writeFile(join(folder, `Pulumi.${stack}.yaml`), refusedText);
  return folder;
}

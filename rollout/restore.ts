import { EXIT, RolloutError } from "../config/errors";
import type { Engine } from "./engine";
import type { Revision } from "./revisions";
import type { Session } from "./session";
import { restoreServices, restoreValues, type RestoreOptions } from "./stack-file-edit";
import { mapOf } from "./stack-values";
import { SECRET, UNDECRYPTABLE, type Update } from "./update";

function parse(json: string | undefined): unknown {
  return json === undefined ? undefined : JSON.parse(json);
}

/** Leaves of a map of maps, by path: `front.API_TOKEN`. */
function leaves(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  return Object.entries(mapOf(value)).flatMap(([key, item]) => leaves(item, path === "" ? key : `${path}.${key}`));
}

async function decryptedValue(engine: Engine, { startedAt }: Update, key: string): Promise<unknown> {
  const known = await engine.history({ withSecrets: true });
  return known.find((update) => update.startedAt.getTime() === startedAt.getTime())?.config[key];
}

/**
 * The secrets that a revision had and the stack file has not, encrypted anew; `undefined` for those that the revision did
 * not have. Secrets that are the same keep their ciphertext.
 *
 * @throws RolloutError if the revision's secrets can no longer be decrypted
 */
async function changedSecrets({ engine, project, stack, conceal }: Session, { number, update }: Revision) {
  const key = `${project}:secrets`;
  const current = new Map(leaves(parse((await engine.decrypted())[key])));
  const wantedValue = update.config[key] === SECRET ? await decryptedValue(engine, update, key) : update.config[key];
  if (wantedValue === UNDECRYPTABLE)
    throw new RolloutError(
      `${stack}: the secrets of revision ${number} can no longer be decrypted, since the stack has another key now; ` +
        "restore single services by name, whose images need no secret, or set the secrets by hand and run rollout up",
      EXIT.failed,
    );
  const wanted = new Map(leaves(wantedValue));
  conceal([...wanted.values()]);
  const changed = [...wanted].filter(([path, value]) => current.get(path) !== value);
  const encrypted = await engine.encrypt(Object.fromEntries(changed.map(([path, value]) => [`${key}.${path}`, value])));
  return {
    ...Object.fromEntries(changed.map(([path]) => [path, { secure: encrypted[`${key}.${path}`] ?? "" }])),
    ...Object.fromEntries([...current.keys()].filter((path) => !wanted.has(path)).map((path) => [path, undefined])),
  };
}

/**
 * The text of a stack file with the values of a revision in it: comments, order and the cluster are kept, and so is the
 * ciphertext of every secret that is the same.
 *
 * @param services - names of services of which only image and release note go back; the whole environment by default
 * @throws RolloutError if a secret of the revision can no longer be decrypted
 */
export async function restoredText(
  session: Session,
  text: string,
  target: Revision,
  services?: readonly string[],
  { isOtherProgram }: Pick<RestoreOptions, "isOtherProgram"> = {},
): Promise<string> {
  const { project, defaults } = session;
  const { config } = target.update;
  if (services) return restoreServices(text, project, config, services);
  const key = `${project}:secrets`;
  const hasSecrets = config[key] !== undefined || session.valuesOf(text)[key] !== undefined;
  return restoreValues(text, project, config, {
    projectDefaults: defaults,
    isOtherProgram,
    secretLeaves: hasSecrets ? await changedSecrets(session, target) : {},
  });
}

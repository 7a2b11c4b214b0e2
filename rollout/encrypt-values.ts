import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseDocument } from "yaml";
import { RolloutError } from "../config/errors";
import { complaintsOf } from "./engine-errors";

const runFile = promisify(execFile);

/** The stack whose key encrypts, and the CLI that has it do so. */
interface Encrypter {
  /** Project folder. */
  readonly directory: string;
  readonly stack: string;
  /** Path of the Pulumi CLI, or its name on PATH. */
  readonly cli: string;
  /** Over the variables of this process. */
  readonly env: Readonly<Record<string, string>>;
}

/** Sets a secret of a stack file. It goes to the CLI's input, since everybody can read the arguments of a process. */
async function setSecret({ directory, stack, cli, env }: Encrypter, path: string, value: string): Promise<void> {
  const args = ["config", "set", "--stack", stack, "--path", "--secret", "--non-interactive", path];
  const setting = runFile(cli, args, { cwd: directory, env: { ...process.env, ...env } });
  // One that fails without reading says itself why.
  setting.child.stdin?.on("error", () => undefined);
  // The CLI takes one line end off what it reads.
  setting.child.stdin?.end(`${value}\n`);
  await setting.catch((error: unknown) => {
    const [complaint = String(error)] = complaintsOf(String(error));
    throw new RolloutError(`${path}: the engine did not encrypt it: ${complaint}`, undefined, { cause: error });
  });
}

function ciphertextAt(document: ReturnType<typeof parseDocument>, path: string): string {
  const [key = "", ...rest] = path.split(".");
  const ciphertext: unknown = document.getIn(["config", key, ...rest, "secure"]);
  if (typeof ciphertext !== "string") throw new RolloutError(`${path}: the engine did not encrypt it`);
  return ciphertext;
}

/**
 * Encrypts values with the key of a stack, by the CLI and in a copy of its stack file, since the CLI can only write.
 *
 * @param values - by path below a key: `outsrc:secrets.front.API_TOKEN`
 * @returns their ciphertexts, by the same paths
 * @throws RolloutError if the key cannot be used
 */
export async function encryptValues(
  encrypter: Encrypter,
  values: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  if (Object.keys(values).length === 0) return {};
  const scratch = await mkdtemp(join(await realpath(tmpdir()), "outsrc-secrets-"));
  const file = `Pulumi.${encrypter.stack}.yaml`;
  try {
    for (const name of ["Pulumi.yaml", file]) await cp(join(encrypter.directory, name), join(scratch, name));
    for (const [path, value] of Object.entries(values))
      await setSecret({ ...encrypter, directory: scratch }, path, value);
    const document = parseDocument(await readFile(join(scratch, file), "utf8"));
    return Object.fromEntries(Object.keys(values).map((path) => [path, ciphertextAt(document, path)]));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

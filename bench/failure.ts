import { follow, type Followed } from "./measure";
import { FRONT, withHelm } from "./rivals";
import { CLI, newProject, STACK, withWorld, type World } from "./world";

/** Seconds after which `pulumi up` is stopped; by itself it goes on until the timeout of the Deployment, 210 s. */
const CAP_SECONDS = 90;
const HELM_TIMEOUT_SECONDS = 60;
const CAUSE = /DATABASE_URL is not set/;
const CRASHING = `${FRONT}:1.2.0-crash`;

function rowOf(command: string, { said, ended, stopped, output }: Followed, end: string): string {
  const named = said === undefined ? "never names the cause" : `names the cause after ${said.toFixed(1)} s`;
  const how = stopped ? `>${CAP_SECONDS} s, stopped` : `${end} after ${ended.toFixed(1)} s`;
  const last = output.trim().split("\n").at(-1)?.trim() ?? "";
  return `crashing release, ${command}: ${named}; ${how}${said === undefined ? `; its last words: ${last}` : ""}`;
}

async function rolloutRow(world: World): Promise<string> {
  const project = newProject(world, "crash");
  await project.rollout("up", "--yes");
  const args = [CLI, "set-image", STACK, `front=${CRASHING}`, "--yes"];
  const options = { cwd: project.directory, env: world.env, expected: CAUSE, capSeconds: 300 };
  return `${rowOf("rollout set-image", await follow(process.execPath, args, options), "back on the last good revision")} (goal under 30 s)`;
}

async function pulumiRow(world: World): Promise<string> {
  const project = newProject(world, "crash-pulumi");
  await project.rollout("up", "--yes");
  project.set(["images", "front"], CRASHING);
  const args = ["up", "--yes", "--skip-preview", "--stack", STACK, "--non-interactive"];
  const options = { cwd: project.directory, env: world.env, expected: CAUSE, capSeconds: CAP_SECONDS };
  return rowOf("pulumi up alone", await follow("pulumi", args, options), "fails");
}

async function helmRow(world: World): Promise<string> {
  const project = newProject(world, "crash-helm");
  const helm = await withHelm(world, project);
  await helm.release("1.1.0");
  const args = await helm.upgrade("1.2.0-crash", `${HELM_TIMEOUT_SECONDS}s`);
  const options = { cwd: project.directory, env: world.env, expected: CAUSE, capSeconds: 2 * HELM_TIMEOUT_SECONDS };
  return rowOf(
    `helm upgrade --wait --timeout ${HELM_TIMEOUT_SECONDS}s`,
    await follow(helm.command, args, options),
    "fails",
  );
}

/** From a release that crashes to the words that say why: by rollout, by `pulumi up` alone and by helm. */
export function failureRows(): Promise<string[]> {
  return withWorld(async (world) => {
    const rows: string[] = [];
    for (const row of [rolloutRow, pulumiRow, helmRow]) rows.push(await row(world));
    return rows;
  });
}

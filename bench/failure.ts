import { follow, type Followed } from "./measure";
import { FRONT, withHelm } from "./rivals";
import { CLI, newProject, STACK, withWorld, type World } from "./world";

/** Seconds after which a command is stopped; `pulumi up` goes on until the timeout of the Deployment, 210 s. */
const CAP_SECONDS = 300;
const HELM_TIMEOUT_SECONDS = 60;
const CAUSE = /DATABASE_URL is not set/;
const CRASHING = `${FRONT}:1.2.0-crash`;

/** A command that rolls out the crashing release. */
interface Rival {
  readonly command: string;
  readonly followed: Followed;
}

/** Seconds until a command has named the cause, or else until it gives up. */
const secondsToKnow = ({ said, ended }: Followed) => said ?? ended;

function rowOf({ command, followed }: Rival, rollout: Followed): string {
  const { said, ended, stopped, output } = followed;
  const last = output.trim().split("\n").at(-1)?.trim() ?? "";
  const named =
    said === undefined
      ? `does not name the cause; its last words: ${last}`
      : `names the cause after ${said.toFixed(1)} s`;
  const ratio = (secondsToKnow(followed) / secondsToKnow(rollout)).toFixed(1);
  return `crashing release, ${command}: ${named}; ${stopped ? "stopped" : "ends"} after ${ended.toFixed(1)} s; ${ratio}x`;
}

async function rollout(world: World): Promise<Rival> {
  const project = newProject(world, "crash");
  await project.rollout("up", "--yes");
  const args = [CLI, "set-image", STACK, `front=${CRASHING}`, "--yes"];
  const options = { cwd: project.directory, env: world.env, expected: CAUSE, capSeconds: CAP_SECONDS };
  const followed = await follow(process.execPath, args, options);
  return { command: "rollout set-image, back on the last good revision at its end (goal under 30 s)", followed };
}

async function pulumi(world: World): Promise<Rival> {
  const project = newProject(world, "crash-pulumi");
  await project.rollout("up", "--yes");
  project.set(["images", "front"], CRASHING);
  const args = ["up", "--yes", "--skip-preview", "--stack", STACK, "--non-interactive"];
  const options = { cwd: project.directory, env: world.env, expected: CAUSE, capSeconds: CAP_SECONDS };
  return { command: "pulumi up alone", followed: await follow("pulumi", args, options) };
}

async function helm(world: World): Promise<Rival> {
  const project = newProject(world, "crash-helm");
  const chart = await withHelm(world, project);
  await chart.release("1.1.0");
  const args = await chart.upgrade("1.2.0-crash", `${HELM_TIMEOUT_SECONDS}s`);
  const options = { cwd: project.directory, env: world.env, expected: CAUSE, capSeconds: CAP_SECONDS };
  return {
    command: `helm upgrade --wait --timeout ${HELM_TIMEOUT_SECONDS}s`,
    followed: await follow(chart.command, args, options),
  };
}

/** From a release that crashes to the words that say why: by rollout, by `pulumi up` alone and by helm. */
export function failureRows(): Promise<string[]> {
  return withWorld(async (world) => {
    const ours = await rollout(world);
    const rivals = [await pulumi(world), await helm(world)];
    return [ours, ...rivals].map((rival) => rowOf(rival, ours.followed));
  });
}

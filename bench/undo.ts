import { join } from "node:path";
import { z } from "zod";
import { median, outputOf } from "./measure";
import { FRONT, withHelm, withKubectl } from "./rivals";
import { newProject, root, STACK, withWorld, type Deployed, type World } from "./world";

const RUNS = 3;

type Phases = Readonly<Record<string, number>>;

/** Seconds of each phase of an undo, by its name. */
async function phasesOf({ env }: World, { directory }: Deployed): Promise<Phases> {
  const [load, phases] = ["cli/from-source.js", "bench/undo-phases.ts"].map((file) => JSON.stringify(join(root, file)));
  const args = ["--eval", `require(${load})(${phases})`, STACK];
  const output = await outputOf(process.execPath, args, { cwd: directory, env });
  return z.record(z.string(), z.number()).parse(JSON.parse(output));
}

function rowsOf(
  rollout: readonly number[],
  kubectl: readonly number[],
  helm: readonly number[],
  phases: readonly Phases[],
) {
  const [ours, theirs, helms] = [median(rollout), median(kubectl), median(helm)];
  const against = (name: string, seconds: number) =>
    `${(ours / seconds).toFixed(1)}x, ${(ours - seconds).toFixed(2)} s more than the ${seconds.toFixed(1)} s of ${name}`;
  const breakdown = Object.keys(phases[0] ?? {}).map(
    (phase) => `${phase} ${median(phases.map((run) => run[phase] ?? NaN)).toFixed(1)} s`,
  );
  return [
    `rollout undo of one image, decision to verified: ${ours.toFixed(1)} s; ${against("kubectl rollout undo && kubectl rollout status", theirs)} (goal at most 5 s more); ${against("helm rollback --wait", helms)}`,
    `rollout undo, where the time goes: ${breakdown.join(", ")}`,
  ];
}

/** Undo of one image by rollout, kubectl and helm, each with the same objects in a namespace of its own. */
export function undoRows(): Promise<string[]> {
  return withWorld(async (world) => {
    const project = newProject(world, "undo");
    const kubectl = await withKubectl(world, newProject(world, "undo-kubectl"));
    const helm = await withHelm(world, newProject(world, "undo-helm"));
    await project.rollout("up", "--yes");
    await kubectl.release("1.1.0");
    await helm.release("1.1.0");
    const times = { rollout: new Array<number>(), kubectl: new Array<number>(), helm: new Array<number>() };
    const phases: Phases[] = [];
    // In turn, so that a machine whose speed drifts is fair to all.
    for (let run = 0; run < RUNS; run++) {
      const release = (patch: number) => project.rollout("set-image", `front=${FRONT}:1.2.${patch}`, "--yes");
      // An image that was taken back is refused from then on.
      await release(2 * run);
      times.rollout.push(await project.rollout("undo", "--yes"));
      await kubectl.release("1.2.0");
      times.kubectl.push(await kubectl.undo());
      await helm.release("1.2.0");
      times.helm.push(await helm.undo());
      await release(2 * run + 1);
      phases.push(await phasesOf(world, project));
    }
    return rowsOf(times.rollout, times.kubectl, times.helm, phases);
  });
}

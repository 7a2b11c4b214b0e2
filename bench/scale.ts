import { manyServices } from "./many-services";
import { newProject, withWorld, type World } from "./world";

const SIZES = [10, 50, 100] as const;

/** Seconds of the first `rollout up` of so many services, until all of them are verified to run. */
async function firstUp(world: World, count: number): Promise<number> {
  const source = await manyServices(count, world.directory);
  return newProject(world, `up-${count}`, source).rollout("up", "--yes");
}

/** First update of 10, 50 and 100 services: the goal is that a service of 100 costs no more than one of 10. */
export function scaleRows(): Promise<string[]> {
  return withWorld(async (world) => {
    const perService = new Map<number, number>();
    const rows: string[] = [];
    for (const count of SIZES) {
      const seconds = await firstUp(world, count);
      perService.set(count, seconds / count);
      rows.push(
        `rollout up of ${count} services: ${seconds.toFixed(1)} s, ${(seconds / count).toFixed(2)} s a service`,
      );
    }
    const ratio = (perService.get(100) ?? NaN) / (perService.get(10) ?? NaN);
    return [...rows, `rollout up, a service of 100 against one of 10: ${ratio.toFixed(2)}x (goal at most 1x)`];
  });
}

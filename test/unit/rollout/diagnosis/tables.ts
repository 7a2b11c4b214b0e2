import assert from "node:assert/strict";
import type { CauseKind } from "../../../../rollout/diagnosis/cause";
import { diagnose } from "../../../../rollout/diagnosis/diagnose";
import { NOW, snapshotOf, type Scene } from "./objects";

/** A scene in which the rollout cannot succeed. */
export interface Failure {
  readonly scene: Scene;
  readonly kind: CauseKind;
  /** Without the service's name. */
  readonly message: string;
  readonly blamesImage: boolean;
}

/** A test for each scene, named by what its key says. */
export function itNames(failures: Readonly<Record<string, Failure>>): void {
  for (const [what, { scene, kind, message, blamesImage }] of Object.entries(failures)) {
    it(`names ${what}`, () => {
      const { cause, ...verdict } = diagnose(snapshotOf(scene), "front", NOW);
      assert.deepEqual(verdict, { done: true, ok: false, message: `front: ${message}` });
      assert.deepEqual([cause?.kind, cause?.blamesImage], [kind, blamesImage]);
      assert.deepEqual([cause?.service, cause?.message], ["front", verdict.message]);
    });
  }
}

/** A test for each scene that looks bad and may yet come good. */
export function itGoesOn(scenes: Readonly<Record<string, Scene>>): void {
  for (const [what, scene] of Object.entries(scenes)) {
    it(`goes on in spite of ${what}`, () => {
      const { done, ok, cause } = diagnose(snapshotOf(scene), "front", NOW);
      assert.deepEqual({ done, ok, cause }, { done: false, ok: false, cause: undefined });
    });
  }
}

const CRASH_LOOP = { waiting: { reason: "CrashLoopBackOff", message: "back-off 20s restarting failed container" } };

/** A container that has ended `restartCount + 1` times and is held back. */
export const held = (restartCount: number, reason: string, exitCode: number, message?: string) => ({
  container: { restartCount, state: CRASH_LOOP, lastState: { terminated: { exitCode, reason, message } } },
});

/** The one pod of a release, whose container waits. */
export const waiting = (reason: string, message?: string) => [
  { container: { state: { waiting: { reason, message } } } },
];

import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { missedBy } from "../rollout/live";
import { shownPlan } from "../rollout/plan";
import { makePlan } from "../rollout/make-plan";
import { stackFilePath } from "../rollout/stack-history";
import { mismatchLines } from "../rollout/verify";
import { planLines } from "./format-plan";
import type { Io } from "./io";
import { withSession } from "./session";

/**
 * What an update would do now: the cluster and Cloudflare are read for it, and nothing is changed. "No changes" is not said
 * without a look at what the pods run.
 */
export async function previewLive(io: Io, command: Command, stack: string, json: boolean): Promise<void> {
  await withSession(io, command, stack, {}, async (session) => {
    const text = await readFile(stackFilePath(session), "utf8");
    const { engine } = session;
    const [updates, state] = await Promise.all([engine.history(), engine.state(), session.check(text)]);
    const plan = await makePlan(session, { text, updates });
    const mismatches = await missedBy(session, plan, state);
    const lines = [...planLines(plan), ...mismatchLines(stack, mismatches ?? [])];
    io.result(session.redact(json ? JSON.stringify({ ...shownPlan(plan), mismatches }, null, 2) : lines.join("\n")));
  });
}

import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { shownPlan } from "../rollout/plan";
import { makePlan } from "../rollout/make-plan";
import { stackFilePath } from "../rollout/stack-history";
import { planLines } from "./format-plan";
import type { Io } from "./io";
import { withSession } from "./session";

/** What an update would do now: the cluster and Cloudflare are read for it, and nothing is changed. */
export async function previewLive(io: Io, command: Command, stack: string, json: boolean): Promise<void> {
  await withSession(io, command, stack, {}, async (session) => {
    const text = await readFile(stackFilePath(session), "utf8");
    const [updates] = await Promise.all([session.engine.history(), session.check(text)]);
    const plan = await makePlan(session, { text, updates });
    io.result(session.redact(json ? JSON.stringify(shownPlan(plan), null, 2) : planLines(plan).join("\n")));
  });
}

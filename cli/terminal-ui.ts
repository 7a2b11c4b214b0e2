import { createInterface } from "node:readline/promises";
import { logUpdateStderr } from "log-update";
import { EXIT, RolloutError } from "../config/errors";
import { formatEvidence } from "../rollout/evidence";
import type { Ui } from "../rollout/session";
import { planLines } from "./format-plan";
import type { Io } from "./io";

/**
 * Shows a long operation on stderr. Where that is no terminal, a line is written whenever one of the live lines changes.
 *
 * @param yes - whether questions are answered with yes, unasked
 */
export function terminalUi(io: Io, yes: boolean): Ui {
  let shown = new Set<string>();
  return {
    plan(plan) {
      for (const line of planLines(plan)) io.progress(line);
    },
    failure({ causes, problems, evidence }) {
      const messages = evidence ? [formatEvidence(evidence)] : [...causes, ...problems].map(({ message }) => message);
      for (const message of messages) io.progress(message);
    },
    progress(line) {
      if (io.interactive) logUpdateStderr.clear();
      io.progress(line);
    },
    live(lines) {
      if (io.interactive) {
        if (lines.length === 0) logUpdateStderr.clear();
        else logUpdateStderr(lines.map((line) => `  ${line}`).join("\n"));
        return;
      }
      for (const line of lines) if (!shown.has(line)) io.progress(`  ${line}`);
      shown = new Set(lines);
    },
    async confirm(question) {
      if (yes) return true;
      if (!process.stdin.isTTY) throw new RolloutError(`${question} nobody is there to answer; add --yes`, EXIT.usage);
      const terminal = createInterface({ input: process.stdin, output: process.stderr });
      try {
        return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
      } finally {
        terminal.close();
      }
    },
  };
}

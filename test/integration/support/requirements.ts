import { execFileSync } from "node:child_process";

function onPath(command: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${command}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** What an integration test may need of the machine, and whether it is there. */
export const machine = {
  go: onPath("go"),
  kubectl: onPath("kubectl"),
  languageHost: onPath("pulumi-language-nodejs"),
} as const;

const NAMES: Readonly<Record<keyof typeof machine, string>> = {
  go: "Go, to build a control plane,",
  kubectl: "kubectl",
  languageHost: "the Node language host",
};

// The first run on a machine builds the control plane, and the engine where there is none.
const FIRST_BUILD_MS = 3_000_000;

/** Skips the suite, and says in one line what it wanted, if the machine lacks any of these. */
export function requires(suite: Mocha.Context, ...needs: (keyof typeof machine)[]): void {
  const missing = needs.filter((need) => !machine[need]).map((need) => NAMES[need]);
  suite.timeout(FIRST_BUILD_MS);
  if (missing.length === 0) return;
  process.stderr.write(`skipped: ${suite.test?.parent?.title ?? "a suite"}; not on PATH: ${missing.join(", ")}\n`);
  suite.skip();
}

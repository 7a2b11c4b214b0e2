import { z } from "zod";

import { writeAtomically } from "../files";
import { bootstrap } from "./bootstrap";
import { connect } from "./cluster";
import { PlatformAgent } from "./platform-agent";
import { PodAgent } from "./pod-agent";

const ARGUMENTS = z.tuple([z.string(), z.string(), z.string(), z.string(), z.string(), z.coerce.number().min(0)]);

function log(line: string): void {
  process.stdout.write(`${new Date().toISOString()} ${line}\n`);
}

async function main(): Promise<void> {
  const [kubeconfig, ready, podLogs, digests, crds, readyDelaySeconds] = ARGUMENTS.parse(process.argv.slice(2));
  const cluster = connect(kubeconfig);
  await bootstrap(cluster, crds);
  log("nodes and definitions are in place");
  await new PodAgent(cluster, { podLogs, digests, readyDelayMs: readyDelaySeconds * 1000 }, log).run();
  new PlatformAgent(cluster, log).run();
  writeAtomically(ready, `${process.pid}\n`);
}

// A rejection ends the process; `rollout sandbox up` reports the last lines of its log and starts it again.
void main();

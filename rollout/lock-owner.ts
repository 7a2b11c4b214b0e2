import { execFileSync } from "node:child_process";
import { connect } from "node:net";

/**
 * What a process of this machine is to a lock that carries its number. `ended`: there is no such process, or the number was
 * given to another program since. `abandoned`: an engine whose program ran in another process, which has ended, so that it
 * can only finish what it has begun. `working`: any other engine.
 */
export type LockOwner = "ended" | "abandoned" | "working";

/** State, name and command line of a process; `undefined` if there is none. */
function processOf(pid: number): { state: string; name: string; command: string } | undefined {
  try {
    const text = execFileSync("ps", ["-ww", "-o", "stat=,comm=,args=", "-p", String(pid)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [, state = "", name = "", command = ""] = /^\s*(\S+)\s+(\S+)\s+([\s\S]*)$/.exec(text) ?? [];
    return { state, name, command };
  } catch {
    return undefined;
  }
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => {
      end(true);
    });
    socket.once("error", () => {
      end(false);
    });
  });
}

/** Finds out what the process is that a lock names. */
export async function lockOwner(pid: number): Promise<LockOwner> {
  const found = processOf(pid);
  // One that nobody has waited for is still listed after its end, as it stays for long in a container without an init.
  if (!found?.name.includes("pulumi") || found.state.startsWith("Z")) return "ended";
  // Where the Automation API serves the program to the engine; `pulumi` by hand starts its own language host.
  const [, host = "", port = ""] = /\s--client=([\d.]+):(\d+)/.exec(found.command) ?? [];
  if (host === "") return "working";
  return (await answers(host, Number(port))) ? "working" : "abandoned";
}

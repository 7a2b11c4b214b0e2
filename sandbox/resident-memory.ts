import { runChild } from "./child";

/** The memory that a process holds, in MiB; `undefined` if it is gone. */
export async function residentMemory(pid: number): Promise<number | undefined> {
  const result = await runChild("ps", ["-o", "rss=", "-p", String(pid)]);
  const kibibytes = Number(result.stdout.trim());
  return result.code !== 0 || !Number.isFinite(kibibytes) || kibibytes === 0 ? undefined : Math.round(kibibytes / 1024);
}

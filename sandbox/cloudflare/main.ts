import { readFileSync, rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { EXIT, RolloutError } from "../../config/errors";
import { writeAtomically } from "../files";
import { errorMessage } from "../system-error";
import { startCloudflareEmulator } from "./emulator";

/**
 * The emulator as a process of its own. It writes where it listens to a file and runs until it is told to stop; then the
 * file is gone.
 *
 * main.ts --state-file FILE --token-file FILE --address-file FILE [--port N] [--request-log FILE]
 */
async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      "state-file": { type: "string" },
      "token-file": { type: "string" },
      "address-file": { type: "string" },
      port: { type: "string", default: "0" },
      "request-log": { type: "string" },
    },
  });
  const addressFile = required(values, "address-file");
  const emulator = await startCloudflareEmulator({
    stateFile: required(values, "state-file"),
    apiToken: readFileSync(required(values, "token-file"), "utf8").trim(),
    port: portNumber(values.port),
    requestLog: values["request-log"],
  });
  const stop = () => {
    rmSync(addressFile, { force: true });
    void emulator.close();
  };
  process.once("SIGTERM", stop).once("SIGINT", stop);
  try {
    const { baseUrl, port } = emulator;
    writeAtomically(addressFile, `${JSON.stringify({ baseUrl, port, pid: process.pid })}\n`);
  } catch (error) {
    stop();
    throw error;
  }
}

function required(values: Readonly<Record<string, string | undefined>>, name: string): string {
  const value = values[name];
  if (value === undefined) throw new RolloutError(`--${name}: missing; write --${name} FILE`, EXIT.usage);
  return value;
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new RolloutError(`--port: not a port, got ${JSON.stringify(text)}; write a number from 0 to 65535`, EXIT.usage);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${errorMessage(error)}\n`);
  process.exitCode = error instanceof RolloutError ? error.exitCode : EXIT.failed;
});

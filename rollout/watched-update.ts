import { EXIT, RolloutError } from "../config/errors";
import type { Cluster } from "./cluster";
import { diagnose } from "./diagnosis/diagnose";
import type { Snapshot } from "./diagnosis/snapshot";
import type { Cause } from "./diagnosis/cause";
import type { Program } from "./engine-run";
import { collectEvidence, type Evidence } from "./evidence";
import { isProgramFailure } from "./program-failure";
import { progressLine } from "./progress";
import type { Session } from "./session";
import { clusterOf } from "./stack-state";
import type { ClusterConnection, EngineProblem, Step } from "./steps";

/** How an update went. */
export interface UpdateOutcome {
  readonly result: "done" | "failed" | "interrupted" | "timed-out";
  readonly steps: readonly Step[];
  /** Why pods cannot become ready; empty if nothing of that kind stands in the way. */
  readonly causes: readonly Cause[];
  /** What the engine complained about. */
  readonly problems: readonly EngineProblem[];
  /** Collected before anything is rolled back. */
  readonly evidence: Evidence | undefined;
}

/** How to update. */
export interface UpdateRequest {
  /** Kept in the stack's history; its first line is the change cause. */
  readonly message: string;
  /** Another program than the stack's own. */
  readonly program?: Program | undefined;
  /** As the engine takes it. */
  readonly isPlanned?: boolean;
  /**
   * How the cluster is reached.
   * @default - as at the last update; before the first one nobody watches
   */
  readonly connection?: ClusterConnection | undefined;
  /** Milliseconds until the update is stopped; no limit of ours if absent. */
  readonly timeoutMs?: number | undefined;
}

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";

/** A Deployment that the update writes. */
interface Touched {
  readonly name: string;
  readonly namespace: string;
  /** Whether its pods are to be replaced, and not just its metadata. */
  readonly changesSpec: boolean;
  /** Its generation before that; 0 if it was not there. Pods of an earlier update are not held against this one. */
  readonly generation: number;
}

function touchedBy({ type, operation, object, fields }: Step): Touched | undefined {
  if (type !== DEPLOYMENT || object?.namespace === undefined || operation.startsWith("delete")) return undefined;
  const changesSpec = fields.length === 0 ? operation !== "update" : fields.some((field) => field.startsWith("spec"));
  return { name: object.name, namespace: object.namespace, changesSpec, generation: object.generation ?? 0 };
}

/** Watches the pods of one update, and says when it cannot succeed. */
class Watcher {
  private readonly touched = new Map<string, Touched>();
  private watching: Promise<void> | undefined;
  private stop: (() => void) | undefined;
  private isBlind = false;
  private collecting: Promise<void> | undefined;
  causes: readonly Cause[] = [];
  evidence: Evidence | undefined;

  /** @param connect - how to reach the cluster; not needed before the engine has begun to write */
  constructor(
    private readonly session: Session,
    private readonly connect: () => Promise<Cluster>,
    private readonly onFailing: () => void,
  ) {}

  follow(step: Step): void {
    const touched = touchedBy(step);
    if (!touched) return;
    this.touched.set(touched.name, touched);
    const { namespace } = touched;
    this.watching ??= this.watch(namespace).catch((error: unknown) => {
      this.reportBlindness(error);
    });
  }

  private async watch(namespace: string): Promise<void> {
    const cluster = await this.connect();
    const onSnapshot = (snapshot: Snapshot) => {
      this.look(cluster, namespace, snapshot);
    };
    const watch = cluster.watch(namespace, onSnapshot, (error) => {
      this.reportBlindness(error);
    });
    this.stop = () => {
      watch.close();
    };
  }

  /** The engine goes on without us, and says in the end what it thinks of it. */
  private reportBlindness(error: unknown): void {
    if (this.isBlind) return;
    this.isBlind = true;
    this.session.ui.progress(`cannot look at the pods: ${error instanceof Error ? error.message : String(error)}`);
  }

  private isWritten({ name, changesSpec, generation }: Touched, snapshot: Snapshot): boolean {
    const live = snapshot.deployments.find(({ metadata }) => metadata?.name === name);
    if (!live) return false;
    return !changesSpec || (live.metadata?.generation ?? 0) > generation;
  }

  private look(cluster: Cluster, namespace: string, snapshot: Snapshot): void {
    const now = snapshot.takenAt;
    const written = [...this.touched.values()].filter(
      (it) => it.namespace === namespace && this.isWritten(it, snapshot),
    );
    this.session.ui.live(written.map(({ name }) => progressLine(snapshot, name, now)));
    if (this.collecting) return;
    const failing = written
      .map(({ name }) => diagnose(snapshot, name, now))
      .flatMap(({ done, ok, cause }) => (done && !ok && cause ? [cause] : []));
    if (failing.length === 0) return;
    this.causes = failing;
    this.collecting = collectEvidence(cluster, snapshot, failing)
      .then((evidence) => {
        this.evidence = evidence;
      })
      .finally(this.onFailing);
  }

  async close(): Promise<void> {
    await this.watching;
    this.stop?.();
    await this.collecting;
    this.session.ui.live([]);
  }
}

/** Aborts the engine for whichever reason comes first; a second Ctrl-C is passed on as well. */
class Stopper {
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private readonly release: () => void;
  reason: "failed" | "interrupted" | "timed-out" | undefined;

  constructor(session: Session, timeoutMs: number | undefined) {
    this.release = session.onInterrupt(() => {
      if (this.reason === undefined) {
        session.ui.progress("stopping: what is under way is finished or cancelled first; Ctrl-C again stops at once");
        this.stop("interrupted");
      }
      // The engine takes a second signal for "at once".
      else this.controller.signal.dispatchEvent(new Event("abort"));
    });
    if (timeoutMs !== undefined)
      this.timer = setTimeout(() => {
        this.stop("timed-out");
      }, timeoutMs);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  stop(reason: "failed" | "interrupted" | "timed-out"): void {
    this.reason ??= reason;
    this.controller.abort();
  }

  close(): void {
    clearTimeout(this.timer);
    this.release();
  }
}

function nothingBegun({ stack }: Session, reason: "failed" | "interrupted" | "timed-out"): RolloutError {
  return new RolloutError(
    `${stack}: stopped before anything was changed`,
    reason === "timed-out" ? EXIT.timedOut : EXIT.failed,
  );
}

/**
 * Updates the stack and watches the pods beside the engine, which by itself would wait for its time limit. An update that
 * cannot succeed is stopped gracefully once its evidence is collected.
 */
export async function watchedUpdate(session: Session, request: UpdateRequest): Promise<UpdateOutcome> {
  const problems: EngineProblem[] = [];
  const steps: Step[] = [];
  const stopper = new Stopper(session, request.timeoutMs);
  const known = request.connection ?? clusterOf(await session.engine.state());
  const watcher =
    known &&
    new Watcher(
      session,
      () => session.connect(known),
      () => {
        stopper.stop("failed");
      },
    );
  const run = session.engine.up(request.message, {
    program: request.program,
    isPlanned: request.isPlanned,
    signal: stopper.signal,
    onStep: (step) => {
      steps.push(step);
      watcher?.follow(step);
    },
    onProblem: (problem) => problems.push(problem),
  });
  const failure = await run.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  const { reason } = stopper;
  // Until the evidence is collected nobody may end this process, or what has failed would stay.
  await watcher?.close();
  stopper.close();
  const { causes = [], evidence } = watcher ?? {};
  // The engine may be done at the very moment at which it is stopped: then it is done.
  if (!failure) return { result: "done", steps, causes: [], problems, evidence: undefined };
  const { error } = failure;
  if (reason === undefined && isProgramFailure(error)) {
    if (steps.length === 0) throw error;
    // The engine only knows that it was stopped.
    problems.unshift({ urn: undefined, message: session.redact(error.message) });
  }
  if (steps.length === 0 && problems.length === 0) throw reason === undefined ? error : nothingBegun(session, reason);
  return { result: reason ?? "failed", steps, causes, problems, evidence };
}

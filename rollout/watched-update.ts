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
  /** Namespace of the environment. */
  readonly namespace: string;
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
}

function touchedBy({ type, operation, object, fields }: Step): Touched | undefined {
  if (type !== DEPLOYMENT || object?.namespace === undefined || operation.startsWith("delete")) return undefined;
  const changesSpec = fields.length === 0 ? operation !== "update" : fields.some((field) => field.startsWith("spec"));
  return { name: object.name, namespace: object.namespace, changesSpec };
}

/** Watches the pods of one update, and says when it cannot succeed. */
class Watcher {
  private readonly touched = new Map<string, Touched>();
  private readonly generations = new Map<string, number>();
  private stop: (() => void) | undefined;
  private collecting: Promise<void> | undefined;
  causes: readonly Cause[] = [];
  evidence: Evidence | undefined;

  constructor(
    private readonly session: Session,
    private readonly onFailing: () => void,
  ) {}

  /** Notes how things are before the update, so that pods of an earlier one are not held against it. */
  async remember(cluster: Cluster, namespace: string): Promise<void> {
    for (const { metadata } of (await cluster.snapshot(namespace)).deployments)
      this.generations.set(`${namespace}/${metadata?.name ?? ""}`, metadata?.generation ?? 0);
  }

  follow(cluster: Cluster, step: Step): void {
    const touched = touchedBy(step);
    if (!touched) return;
    this.touched.set(touched.name, touched);
    if (this.stop) return;
    const watch = cluster.watch(touched.namespace, (snapshot) => {
      this.look(cluster, touched.namespace, snapshot);
    });
    this.stop = () => {
      watch.close();
    };
  }

  private isWritten({ name, namespace, changesSpec }: Touched, snapshot: Snapshot): boolean {
    const live = snapshot.deployments.find(({ metadata }) => metadata?.name === name);
    if (!live) return false;
    return !changesSpec || (live.metadata?.generation ?? 0) > (this.generations.get(`${namespace}/${name}`) ?? 0);
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
  const watcher = new Watcher(session, () => {
    stopper.stop("failed");
  });
  const known = request.connection ?? clusterOf(await session.engine.state());
  const cluster = known && (await session.connect(known));
  if (cluster) await watcher.remember(cluster, request.namespace);
  const run = session.engine.up(request.message, {
    program: request.program,
    isPlanned: request.isPlanned,
    signal: stopper.signal,
    onStep: (step) => {
      steps.push(step);
      if (cluster) watcher.follow(cluster, step);
    },
    onProblem: (problem) => problems.push(problem),
  });
  const failure = await run.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  const { reason } = stopper;
  // Until the evidence is collected nobody may end this process, or what has failed would stay.
  await watcher.close();
  stopper.close();
  const { causes, evidence } = watcher;
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

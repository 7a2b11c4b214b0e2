/** Something that a kubelet would report about a pod. */
export interface PodEvent {
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
  /** The container that it is about, if it is about one. */
  readonly container?: string;
  /** How often it has happened so far; repeating the report of the same count changes nothing. */
  readonly count: number;
}

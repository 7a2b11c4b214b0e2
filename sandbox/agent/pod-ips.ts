/** Room for about 65,000 pods. */
const PREFIX = "10.64";

/** Gives every pod an address of its own. Nothing answers there; EndpointSlices need them. */
export class PodIps {
  private readonly byPod = new Map<string, string>();
  private readonly taken = new Set<string>();
  private next = 1;

  /** Remembers the address that a pod has already. */
  take(uid: string, ip: string): void {
    this.byPod.set(uid, ip);
    this.taken.add(ip);
  }

  /** The address of a pod; the same one at each call. */
  of(uid: string): string {
    const known = this.byPod.get(uid);
    if (known !== undefined) return known;
    let ip = this.candidate();
    while (this.taken.has(ip)) ip = this.candidate();
    this.take(uid, ip);
    return ip;
  }

  /** Makes a pod's address available again. */
  release(uid: string): void {
    const ip = this.byPod.get(uid);
    if (ip !== undefined) this.taken.delete(ip);
    this.byPod.delete(uid);
  }

  private candidate(): string {
    const number = this.next;
    this.next = (this.next % 65_000) + 1;
    return `${PREFIX}.${number >> 8}.${number & 255}`;
  }
}

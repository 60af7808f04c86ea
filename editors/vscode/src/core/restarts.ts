// How often a server that ended by itself is started again: a mistake that meets it at every start must
// not become a loop.

/** So many times within so long. */
const MOST = 3;
const WITHIN_MS = 3 * 60_000;

/** The restarts of a server. */
export class Restarts {
  private times: number[] = [];

  /** Whether it may be started again at `now`, in milliseconds; if so, that is counted. */
  take(now: number): boolean {
    this.times = this.times.filter((time) => now - time < WITHIN_MS);
    if (this.times.length >= MOST) {
      return false;
    }
    this.times.push(now);
    return true;
  }

  /** Forgets what was counted: the user has asked for a start. */
  forget(): void {
    this.times = [];
  }
}

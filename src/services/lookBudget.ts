/** Bytes that looks at the blocks of one search elsewhere may read in all, and one of them at most. */
const [inAll, atOnce] = [1.5e6, 0.5e6]
/** What may be read before anything is known to be done; the rest comes with it, so that the end of a long search is seen, too. */
const atFirst = 0.3

/** Holds down what a laptop reads of a search that runs elsewhere: it may be far from the shared folder. */
export class LookBudget {
  private spent = 0

  /** Bytes that the next look may read, where this share of the search is done, 0..1. */
  limit(share: number): number {
    const allowed = inAll * (atFirst + (1 - atFirst) * Math.min(1, Math.max(0, share)))
    return Math.max(0, Math.min(atOnce, Math.floor(allowed) - this.spent))
  }

  spend(bytes: number): void {
    this.spent += bytes
  }
}

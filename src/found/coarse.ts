/** What a search from coarse to fine has left out, and what that costs as far as marked objects tell. */
export interface CoarseAbout {
  /** The level that was looked at as a whole. */
  readonly level: number
  /** Share of the picture's area that was not searched closely, 0..1. */
  readonly skipped: number
  /** Marked objects in checked areas by which it was judged, each by what the others say. */
  readonly objects: number
  /** How many of them would have been left out. */
  readonly missed: number
}

/** What a column of a table can be, as a person names it: `ignore` for one whose name says something else than it holds. */
export const columnKinds = [
  ...(['image', 'label', 'score', 'xmin', 'ymin', 'xmax', 'ymax', 'width', 'height'] as const),
  ...(['cx', 'cy', 'x', 'y', 'lon', 'lat', 'geometry', 'ignore'] as const),
] as const
export type ColumnKind = (typeof columnKinds)[number]

/** A person is not asked about tables with more: nobody could look through them. */
export const maxColumns = 64

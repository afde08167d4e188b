export const models = {
  heatMap: 'Heat map',
  boxesOfSparseObjectsSmall: 'Boxes of sparse objects; small and quick.',
  theOutlineOfEachObject: 'The outline of each object.',
  theClassOfEachTile: 'The class of each tile; large.',
  theClassOfEachTile2: 'The class of each tile, from weights learned before.',
  boxesLargeForManyObjects: 'Boxes; large, for many objects of many sizes.',
  boxesTheSmallForm: 'Boxes; the small form.',
}

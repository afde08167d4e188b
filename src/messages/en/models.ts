export const models = {
  heatMap: 'Heat map',
  heatMapFitted: 'Heat map, fitted',
  boxesFittedInSeconds:
    'Boxes of sparse objects, by a regression on features learned on ImageNet: from few marks; searches slower.',
  heatMapPretrained: 'Heat map, pretrained',
  boxesFromFeaturesOfImageNet: 'Boxes of sparse objects, from features learned on ImageNet; searches slower.',
  boxesOfSparseObjectsSmall: 'Boxes of sparse objects; small and quick.',
  theOutlineOfEachObject: 'The outline of each object.',
  theClassOfEachTile: 'The class of each tile; large.',
  theClassOfEachTile2: 'The class of each tile, from weights learned before.',
  boxesLargeForManyObjects: 'Boxes; large, for many objects of many sizes.',
  boxesTheSmallForm: 'Boxes; the small form.',
}

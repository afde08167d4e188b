import type { Shown } from '../../shown'

export const weights = {
  aRunOfLite0Cannot: (model: Shown) =>
    `A run of "${model}" cannot be exported: the formats have no layer that enlarges by 3 : 2 alike everywhere; train "heatmap" to export a network.`,
  thereIsNoModelId: (id: Shown, id2: Shown) => `There is no model "${id}"; choose ${id2}.`,
  pathHoldsValuesWeightsAnd: (path: Shown, values: Shown, name: Shown, wanted: Shown, modelName: Shown) =>
    `"${path}" holds ${values} weights and "${name}" takes ${wanted}: choose the file of a ${modelName}.`,
  pathEndsInsideLayerName: (
    path: Shown,
    name: Shown,
    shape: Shown,
    there: Shown,
    left: Shown,
    modelName: Shown,
  ) =>
    `"${path}" ends inside layer "${name}" (${shape}; ${there} weights, ${left} are there): it is cut off, or of another network than ${modelName}.`,
  pathCannotBeReadGive: (path: Shown) => `"${path}" cannot be read: give a file of Darknet weights.`,
  pathIsNotAWhole: (path: Shown) => `"${path}" is not a whole file of Darknet weights: download it again.`,
  pathIsDamagedWeightWrong: (path: Shown, wrong: Shown, values: Shown) =>
    `"${path}" is damaged (weight ${wrong} is ${values} and no number): download it again.`,
  thereIsNoFilePath: (path: Shown) => `There is no file "${path}": give the weights that Keras saved.`,
  itIsNoHdf5File: 'it is no HDF5 file',
  itHasTheLayoutOf: 'it has the layout of Keras 3: save it as a Keras 2 .h5',
  noLayersAreNamedIn: 'no layers are named in it',
  noGroupName: (name: Shown) => `no group ${name}`,
  noDatasetWeight: (weight: Shown) => `no dataset ${weight}`,
  aWeightOfPathIs: (path: Shown) => `a weight of ${path} is no number`,
  theWeightPathIsNot: (path: Shown) => `the weight ${path} is not made of floats`,
  pathIsNotAFile: (path: Shown, why: Shown) =>
    `"${path}" is not a file of Keras weights (${why}): choose another.`,
  pathIsDamagedOrCut: (path: Shown, what: Shown) =>
    `"${path}" is damaged or cut off${what}: copy or download it again.`,
  theWeightsInPathAre: (path: Shown, wrong: Shown, name: Shown) =>
    `The weights in "${path}" are of another network: ${wrong}; choose the file of a ${name}.`,
  theFileHasNoLayer: (name: Shown) => `the file has no layer for "${name}"`,
  layerName: (name: Shown) => `layer "${name}"`,
  layerNameStoredNameThere: (name: Shown, storedName: Shown) => `layer "${name}" ("${storedName}" there)`,
  aboutHasOwnWeightsIn: (about: Shown, own: Shown, weights: Shown) =>
    `${about} has ${own} weights, in the file ${weights}`,
  aboutHasSplitOfWanted: (about: Shown, split: Shown, wanted: Shown, value: Shown) =>
    `${about} has ${split} of ${wanted}, in the file ${value}`,
  oneValue: 'one value',
}

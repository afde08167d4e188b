import type { Shown } from '../../shown'

export const engine = {
  webGpuRunsOnlyIn:
    'WebGPU runs only in a window of the app, and this version has no such window yet; use tensorflow or wasm.',
  computingWithIdWhichIs: (id: Shown, reasons: Shown) =>
    `Computing with ${id}, which is much slower: ${reasons}`,
  noEngineWorksHereReasons: (reasons: Shown) => `No engine works here. ${reasons}`,
  theStepHoldsAConstant: 'The step holds a constant that is text.',
  theStepTakesATensor: 'The step takes a tensor that was made before it.',
  tooManyWeightsForAGraph: 'The network has too many weights to be compiled on a GPU.',
  theStepHasAnAttribute: (type: Shown) => `The step has an attribute of the unknown type ${type}.`,
  theStepLooksAtValues: 'The step looks at values while it runs.',
  tensorFlowsLibraryIsNot: (folder: Shown) =>
    `TensorFlow's library is not installed in ${folder}; run "npm run setup" to install it.`,
  tensorFlowsLibraryDoesNot: (why: Shown) =>
    `TensorFlow's library does not load (${why}); run "npm run setup" to install it again.`,
  thePackageTensorflowTfjsNode:
    'The package @tensorflow/tfjs-node-gpu is not installed; run "npm run setup".',
  theWebAssemblyEngineDoes: 'The WebAssembly engine does not start; reinstall the app.',
}

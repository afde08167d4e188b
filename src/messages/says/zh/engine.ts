import type { engine as en } from '../en/engine'

export const engine: typeof en = {
  webGpuRunsOnlyIn:
    'WebGPU 只能在应用程序的窗口中运行，而此版本还没有这样的窗口；请使用 tensorflow 或 wasm。',
  computingWithIdWhichIs: (id, reasons) => `将用 ${id} 计算，速度慢得多：${reasons}`,
  noEngineWorksHereReasons: (reasons) => `没有可用的计算引擎。${reasons}`,
  theStepHoldsAConstant: '该步骤含有文本常量。',
  theStepTakesATensor: '该步骤使用了在其之前生成的张量。',
  tooManyWeightsForAGraph: '该网络的权重过多，无法在 GPU 上编译。',
  theStepHasAnAttribute: (type) => `该步骤含有未知类型 ${type} 的属性。`,
  theStepLooksAtValues: '该步骤在运行时查看数值。',
  tensorFlowsLibraryIsNot: (folder) => `${folder} 中没有安装 TensorFlow 库；请运行“npm run setup”安装。`,
  tensorFlowsLibraryDoesNot: (why) => `无法加载 TensorFlow 库（${why}）；请运行“npm run setup”重新安装。`,
  thePackageTensorflowTfjsNode: '没有安装软件包 @tensorflow/tfjs-node-gpu；请运行“npm run setup”。',
  theWebAssemblyEngineDoes: 'WebAssembly 计算引擎无法启动；请重新安装应用程序。',
}

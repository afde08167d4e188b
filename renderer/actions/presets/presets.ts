import { cvatKeys } from './cvat'
import { labelmeKeys } from './labelme'
import type { KeyPreset } from './preset'
import { qupath } from './qupath'
import { windhover } from './windhover'

export const keyPresets: readonly KeyPreset[] = [windhover, cvatKeys, labelmeKeys, qupath]

import { cvat } from './cvat'
import { labelme } from './labelme'
import type { KeyPreset } from './preset'
import { qupath } from './qupath'
import { windhover } from './windhover'

export const keyPresets: readonly KeyPreset[] = [windhover, cvat, labelme, qupath]

import { hostileContents } from './hostileContents'
import { hostileFiles } from './hostileFiles'

export { makeOutside, needPython } from './hostileKinds'

export const hostileCases = [...hostileFiles, ...hostileContents]

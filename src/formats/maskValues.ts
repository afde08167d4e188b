/** What the values of a mask are: numbers of classes, or of single objects. */
export const maskValueKinds = ['classes', 'instances'] as const
export type MaskValues = (typeof maskValueKinds)[number]

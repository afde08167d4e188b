/** How a trained network can be written for other programs. */
export const modelFormats = ['tfjs', 'keras'] as const
export type ModelFormat = (typeof modelFormats)[number]

export interface ExportedModel {
  /** The file to open: model.json, or the .h5. */
  readonly file: string
  readonly bytes: number
  readonly parameters: number
  /** What the file cannot carry, in a sentence. */
  readonly note?: string
}

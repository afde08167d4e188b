import type { Shown } from '../../shown'

/** Figures for print. */
export const figures = {
  tooLarge: (width: Shown, dpi: Shown, pixels: Shown, most: Shown) =>
    `--width ${width} at ${dpi} dpi makes ${pixels} pixels, and a figure has ${most} megapixels at most: take a smaller width, or fewer dpi.`,
  noClassOfProject: 'no class of the project',
}

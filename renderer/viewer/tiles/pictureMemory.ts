/** Bytes of a picture's tiles to keep for the view; what is in sight is kept even beyond it. */
export const pictureMemory = { bytes: 192 * 2 ** 20 }

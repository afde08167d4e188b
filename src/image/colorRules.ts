/** By which a picture that has other colours than plain ones has them today; kept in its record. */
export const colorRules = 1

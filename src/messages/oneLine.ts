/** What a file's text that is quoted may hold, and a sentence on one line may not: also what moves a terminal's cursor. */
const controlCharacters = /[\p{Cc}\u2028\u2029]+/gu

/** A sentence for one line of a terminal or a log, whatever is quoted in it. */
export const onOneLine = (sentence: string): string => sentence.replaceAll(controlCharacters, ' ')

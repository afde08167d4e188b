/** What stands within a sentence: a text, or a number as it is. */
export type Shown = string | number

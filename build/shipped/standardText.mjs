// The texts of standard licences, for what comes without its own.
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** The identifiers in an SPDX expression. */
export const identifiers = (expression) => [
  ...new Set(expression.split(/[()\s]+/).filter((word) => word && !/^(AND|OR|WITH)$/.test(word))),
]

/**
 * @param {string} expression SPDX, as "Apache-2.0 AND MIT"
 * @returns {string} the text of each licence in it
 * @throws {Error} where one is not in SPDX's list
 */
export function standardText(expression) {
  const texts = identifiers(expression).map((id) => {
    try {
      return require(`spdx-license-list/licenses/${id}.json`).licenseText.trim()
    } catch {
      throw new Error(`"${id}" is no licence of the SPDX list: give the one that is meant.`)
    }
  })
  return texts.join('\n\n')
}

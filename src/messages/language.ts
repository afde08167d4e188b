/** Languages with a catalogue, and what each calls itself. */
export const languageNames = { en: 'English', zh: '简体中文' } as const
export type Language = keyof typeof languageNames
export const languages = ['en', 'zh'] as const satisfies readonly Language[]

/** A person's choice; `system` follows the system. */
export type LanguageChoice = 'system' | Language
export const languageChoices: readonly LanguageChoice[] = ['system', ...languages]

/** What the page and `Intl` call it. */
export const localeOf = { en: 'en', zh: 'zh-CN' } as const satisfies Record<Language, string>

/**
 * @param choice what the person chose
 * @param system the system's languages, most wanted first, as BCP 47 ("zh-Hans-CN", "en_GB")
 * @returns the first that there is a catalogue of; English where there is none
 */
export function languageFor(choice: LanguageChoice, system: readonly string[]): Language {
  if (choice !== 'system') return choice
  for (const tag of system) {
    const [wanted] = tag.toLowerCase().split(/[-_.]/)
    const found = languages.find((language) => language === wanted)
    if (found) return found
  }
  return 'en'
}

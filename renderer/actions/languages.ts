import { languageChoices, languageNames } from '../../src/messages/language'
import { t } from '../../src/messages/messages'
import type { Action } from './action'

export const languageActions: readonly Action[] = languageChoices.map((language) => ({
  id: `language.${language}`,
  group: 'Window',
  label: () =>
    language === 'system' ? t.actions.languageSystem : t.actions.languageNamed(languageNames[language]),
  refusal: (s) => (s.settings.language === language ? '' : undefined),
  run: (s) => s.settings.set({ language }),
}))

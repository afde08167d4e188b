import { languageFor, type Language } from '../messages/language'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * What the command line speaks: the system's language, or English under `--json`, whose texts are a contract for programs.
 *
 * @param system what the system says of itself where the environment is silent, as on Windows ("zh-CN")
 */
export function commandLineLanguage(
  argv: readonly string[],
  environment: Environment,
  system: () => string,
): Language {
  return argv.includes('--json') ? 'en' : languageFor('system', wanted(environment, system))
}

/** Most wanted first, by the rules of POSIX and of GNU's gettext. */
function wanted({ LC_ALL, LC_MESSAGES, LANG, LANGUAGE }: Environment, system: () => string): string[] {
  const locale = LC_ALL || LC_MESSAGES || LANG || system()
  const [, language = '', encoding = 'utf-8'] = /^([^.@]*)(?:\.([^@]*))?/.exec(locale) ?? []
  // What is written is UTF-8: another terminal would show Chinese as signs that nobody can read.
  const readable = /^utf-?8$/i.test(encoding)
  if (!readable || language === 'C' || language === 'POSIX') return []
  return [...(LANGUAGE ?? '').split(':').filter(Boolean), language]
}

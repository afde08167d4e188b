import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { en } from '../../src/messages/en'
import { zh } from '../../src/messages/zh'
import { App, expect, test, work } from './windhover'

// The loop in Chinese: whatever is shown, and whatever main and its processes say, is Chinese.

const texts = (messages: object) =>
  Object.entries(messages).flatMap(([topic, all]) =>
    Object.entries(all as object).map(([key, text]) => [`${topic}.${key}`, text as unknown] as const),
  )
const chinese = new Map(texts(zh))
/** English messages that are not said so in Chinese too. */
const english = new Set(
  texts(en).flatMap(([name, text]) => (typeof text === 'string' && text !== chinese.get(name) ? [text] : [])),
)
const isSentence = (text: string) => /[a-z]{2,},? [a-z]{2,},? [a-z]{2,}/.test(text)

/** Texts, names and hints of the page that are English. */
async function inEnglish({ page }: App): Promise<string[]> {
  const shown = await page.evaluate(() => {
    const found = new Set<string>()
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walk.nextNode()) found.add(walk.currentNode.textContent?.trim() ?? '')
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]'))
      for (const name of ['aria-label', 'title', 'placeholder'])
        found.add(element.getAttribute(name)?.trim() ?? '')
    return [...found]
  })
  return shown.filter((text) => english.has(text) || isSentence(text))
}

test('in Chinese no English is shown, from the sample to a report and a refused file', async ({ home }) => {
  test.setTimeout(2 * work.timeout)
  const app = await App.launch(home, 'profile', { LANGUAGE: 'zh_CN:zh', LANG: 'zh_CN.UTF-8' })
  const { page } = app
  const { actions, options, state, train } = zh
  const allIsChinese = () => expect.poll(() => inEnglish(app)).toEqual([])
  const choose = async (name: string) => {
    await app.press('Control+k')
    await page.getByRole('combobox', { name: zh.app.searchCommands }).fill(name)
    await page.keyboard.press('Enter')
  }

  await test.step('the sample', async () => {
    await expect(app.button(actions.openSample).first()).toBeVisible(work)
    await allIsChinese()
    await app.button(actions.openSample).first().click()
    await expect(app.status(/示例已就绪/)).toBeVisible(work)
    await page
      .getByRole('radio', { name: new RegExp(`^${zh.tools.box}`) })
      .first()
      .click()
    await app.drawBox({ x: 900, y: 100, w: 40, h: 30 })
    await allIsChinese()
  })

  await test.step('a dataset, an epoch and a search', async () => {
    await app.step(actions.dataset).click()
    await app.button(actions.buildDataset).click()
    await expect(app.status(/数据集已生成/)).toBeVisible(work)
    await allIsChinese()
    await app.step(actions.train).click()
    await page.getByRole('radio', { name: state.myOwnLimits }).click()
    await page.getByRole('textbox', { name: options.epochs }).first().fill('1')
    await app.press('Enter')
    await allIsChinese()
    await app.button(train.startTraining).click()
    await expect(app.status(/训练在/)).toBeVisible(work)
    await allIsChinese()
    await app.step(actions.predict).click()
    await app.button(actions.predict).click()
    await expect(app.status(/找到/)).toBeVisible(work)
    await allIsChinese()
    await app.step(actions.review).click()
    await allIsChinese()
  })

  await test.step('a report, and a picture that is none', async () => {
    await app.answerSave(join(home, 'report.html'))
    await choose(actions.report)
    await expect(app.status(/已写入/)).toBeVisible(work)
    await allIsChinese()
    const none = join(home, 'none.png')
    writeFileSync(none, 'nothing')
    await app.answerOpen(none)
    await choose(actions.importImages)
    await expect(app.alert(/不是可读取的图像/)).toBeVisible(work)
    await allIsChinese()
  })
  await app.close()
})

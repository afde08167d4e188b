// One set-up at a time in a cache folder, over all checkouts.
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { cacheFolder } from './cache.mjs'

const BEAT = 5000

/** Runs `work` while no other set-up runs; a lock whose owner died is taken over. */
export async function withLock(report, work) {
  const file = join(cacheFolder(), 'setup.lock')
  mkdirSync(cacheFolder(), { recursive: true })
  await acquire(file, report)
  const beat = setInterval(() => utimesSync(file, new Date(), new Date()), BEAT)
  beat.unref()
  const release = () => rmSync(file, { force: true })
  process.once('exit', release)
  try {
    return await work()
  } finally {
    clearInterval(beat)
    process.removeListener('exit', release)
    release()
  }
}

async function acquire(file, report) {
  for (let told = false; ;) {
    try {
      writeFileSync(file, JSON.stringify({ pid: process.pid, host: hostname() }), { flag: 'wx' })
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (isDead(file)) {
      try {
        renameSync(file, `${file}.${process.pid}`)
        rmSync(`${file}.${process.pid}`, { force: true })
      } catch {
        // Another one was quicker.
      }
      continue
    }
    if (!told) report.say('Another set-up is running: waiting for it.')
    told = true
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
}

function isDead(file) {
  try {
    if (Date.now() - statSync(file).mtimeMs > 12 * BEAT) return true
    const { pid, host } = JSON.parse(readFileSync(file, 'utf8'))
    if (host === hostname()) process.kill(pid, 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}

import { app } from 'electron'

/**
 * Before the app is ready. A page of Chromium has three threads for work beside its own. A script that is compiled there may
 * need a garbage collection, and then waits for the page. If the page waits just then for the system's font of a name, whose
 * answer comes by one of the three, and all three compile, nobody ever goes on: of a hundred starts one hung, on a busy
 * machine one in fifteen. So at most two of them compile: each of the two optimizing compilers has one, and scripts, which
 * lie on this machine and are read at once, are compiled by the page itself. So is baseline code, which later Electrons
 * (45, not 33) compile on a thread of its own.
 */
export function limitCompileThreads(): void {
  const { commandLine } = app
  commandLine.appendSwitch(
    'js-flags',
    '--concurrent-maglev-max-threads=1 --concurrent-turbofan-max-threads=1 --no-concurrent-sparkplug',
  )
  // A switch that is given twice counts once.
  const others = commandLine.getSwitchValue('disable-features')
  commandLine.appendSwitch('disable-features', [others, 'ScriptStreaming'].filter(Boolean).join())
}

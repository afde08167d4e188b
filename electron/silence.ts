import { app, session } from 'electron'

// Nothing leaves this computer: the app opens no socket but those of this machine's own (Unix) kind. Chromium has more
// doors than a page can see, and `webRequest` watches only those of pages. Chrome's updater, network time and look-up of
// captive portals are not in Electron; what is in it, is shut here. test/e2e/silence.test.ts counts the sockets.

/** Before the app is ready: they count for every process. */
export function shutDoors(): void {
  const { commandLine } = app
  // No name is ever looked up and no address reached: of preconnections and prefetched names no handler is asked.
  commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND')
  commandLine.appendSwitch('dns-prefetch-disable')
  // The system's proxy, and the script that may name it (PAC, WPAD), are not asked for either.
  commandLine.appendSwitch('no-proxy-server')
  commandLine.appendSwitch('disable-background-networking')
  commandLine.appendSwitch('disable-domain-reliability')
  commandLine.appendSwitch('force-webrtc-ip-handling-policy', 'disable_non_proxied_udp')
}

/** Once the app is ready, before there is a window. */
export function silenceSession(): void {
  const { defaultSession } = session
  // Switched off it still looks for its dictionaries; without a language it does not.
  defaultSession.setSpellCheckerEnabled(false)
  defaultSession.setSpellCheckerLanguages([])
  app.configureHostResolver({ enableBuiltInResolver: false, secureDnsMode: 'off' })
  defaultSession.webRequest.onBeforeRequest(({ url }, callback) => {
    callback({ cancel: !/^(windhover|blob|data|devtools):/.test(url) })
  })
}

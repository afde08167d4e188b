import { app, session } from 'electron'

// Nothing leaves this computer: the app uses no socket but those of this machine's own (Unix) kind. Chromium has more
// doors than a page sees, and `webRequest` watches only those of pages. test/e2e/silence.test.ts asks the kernel.

/** Before the app is ready: they count for every process. */
export function shutDoors(): void {
  const { commandLine } = app
  // No name is looked up and no address reached: `webRequest` is not asked about preconnections and prefetched names.
  commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND')
  // Neither the system's proxy nor the script that may name it (PAC, WPAD) is asked for.
  commandLine.appendSwitch('no-proxy-server')
  // WebRTC would tell the local network of this machine by a made-up name.
  commandLine.appendSwitch('disable-features', 'WebRtcHideLocalIpsWithMdns')
  // Nor needs the process that would speak with the network the rights of this one; on Linux it has them by default.
  commandLine.appendSwitch('enable-features', 'NetworkServiceSandbox')
}

/** Once the app is ready, before there is a window. */
export function silenceSession(): void {
  const { defaultSession } = session
  // Switched off it still looks for its dictionaries; without a language it does not.
  defaultSession.setSpellCheckerEnabled(false)
  defaultSession.setSpellCheckerLanguages([])
  app.configureHostResolver({ enableBuiltInResolver: false, secureDnsMode: 'off' })
  app.on('web-contents-created', (_event, contents) => {
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  })
  defaultSession.webRequest.onBeforeRequest(({ url }, callback) => {
    callback({ cancel: !/^(windhover|blob|data|devtools):/.test(url) })
  })
}

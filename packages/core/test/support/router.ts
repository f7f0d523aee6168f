import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** Carries connections to one port of this machine; can forget those it has, and tells nobody. */
export async function startRouter(port: number) {
  let carried: Socket[] = []
  const router = createServer((socket) => {
    const upstream = connect(port, '127.0.0.1')
    carried.push(socket, upstream)
    for (const end of [socket, upstream]) end.on('error', () => {})
    socket.pipe(upstream).pipe(socket)
    socket.on('close', () => upstream.destroy())
  })
  router.listen(0, '127.0.0.1')
  await once(router, 'listening')
  onTestFinished(() => void router.close())
  return {
    port: (router.address() as AddressInfo).port,
    forget: () => {
      for (const socket of carried) socket.unpipe().pause()
      carried = []
    },
  }
}

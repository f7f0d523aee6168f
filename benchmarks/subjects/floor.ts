/** The floor: undici's `request`, its bytes drained and not looked at. */
import { Agent } from 'undici'
import { request, type CreateSubject } from './subject.ts'

const create: CreateSubject = (baseUrl) => {
  const agent = new Agent()
  const { origin, pathname } = new URL(`${baseUrl}/responses`)
  const body = JSON.stringify({ ...request, stream: true, store: false })
  const headers = {
    'content-type': 'application/json',
    accept: 'text/event-stream',
    authorization: 'Bearer fake',
  }
  return {
    async ask(onFirst) {
      const answer = await agent.request({ origin, path: pathname, method: 'POST', headers, body })
      let pieces = 0
      for await (const _ of answer.body) if (pieces++ === 0) onFirst?.()
      return pieces
    },
    close: () => agent.close(),
  }
}
export default create

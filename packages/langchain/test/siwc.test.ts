import { textScenario } from '@via-codex/simulator'
import { expect, it } from 'vitest'
import { connectSignedIn } from '../../../tools/connect-simulator.ts'
import { ChatCodex } from '../src/index.ts'

it('uses what a sign-in with ChatGPT has left, tokens sealed', async () => {
  const { simulator, options } = await connectSignedIn(() => model.close())
  const model = new ChatCodex({ model: 'gpt-5.5', ...options })
  simulator.scenario(textScenario('Hello there.'))
  expect((await model.invoke('Say hello')).text).toBe('Hello there.')
})

import { textScenario } from '@via-codex/simulator'
import { expect, it } from 'vitest'
import { connectSignedIn } from '../../../tools/connect-simulator.ts'
import { createCodex } from '../src/create-codex.ts'
import { ask } from './support/ask.ts'

it('uses what a sign-in with ChatGPT has left, tokens sealed', async () => {
  const { simulator, options } = await connectSignedIn(() => codex.close())
  const codex = createCodex(options)
  simulator.scenario(textScenario('Hello there.'))
  const { text } = await ask('generate', { model: codex('gpt-5.5'), prompt: 'Say hello' })
  expect(text).toBe('Hello there.')
})

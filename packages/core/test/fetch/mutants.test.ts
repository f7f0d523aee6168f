/** What the rules of the dialect are for: with one of them turned round, an SDK on the same fetch fails. */
import { textScenario, toolCallsScenario } from '@via-codex/simulator'
import OpenAI from 'openai'
import { describe, expect, onTestFinished, test } from 'vitest'
import { requestRules, type RequestRules } from '../../src/dialect/request-rules.ts'
import { connectFetch } from '../support/connect-fetch.ts'

/** Turns one rule round until the test ends. */
function mutate(change: Partial<RequestRules>): void {
  const rules = { ...requestRules.codex }
  Object.assign(requestRules.codex, change)
  onTestFinished(() => void Object.assign(requestRules.codex, rules))
}

async function converse(): Promise<string> {
  const { codexFetch, simulator } = await connectFetch()
  const openai = new OpenAI({ apiKey: 'via-codex', fetch: codexFetch, maxRetries: 0 })
  simulator.scenario(toolCallsScenario([{ name: 'f', arguments: {} }]), textScenario('Done.'))
  const tools = [{ type: 'function', name: 'f', parameters: {}, strict: false }] as const
  const input: OpenAI.Responses.ResponseInputItem[] = [
    { role: 'user', content: 'Do it.' },
    { role: 'system', content: 'Now.' },
  ]
  const ask = () =>
    openai.responses.stream({ model: 'gpt-5.5', input, tools: [...tools] }).finalResponse()
  const first = await ask()
  for (const item of first.output) {
    if (item.type !== 'function_call') continue
    input.push(item, { type: 'function_call_output', call_id: item.call_id, output: 'Done.' })
  }
  return (await ask()).output_text
}

test('with all of them a conversation goes on', async () => {
  expect(await converse()).toBe('Done.')
})

describe('without one of them it does not', () => {
  test.each<[keyof RequestRules, Partial<RequestRules>, RegExp]>([
    ['itemsAreKept', { itemsAreKept: true }, /not found/],
    ['systemRole', { systemRole: 'system' }, /System messages are not allowed/],
    ['forced', { forced: { store: true } }, /Store must be set to false/],
    ['defaultInstructions', { defaultInstructions: undefined }, /Instructions are required/],
  ])('%s', async (_name, change, message) => {
    mutate(change)
    await expect(converse()).rejects.toThrow(message)
  })

  test('outputIsEmpty', async () => {
    mutate({ outputIsEmpty: false })
    expect(await converse()).toBe('')
  })
})

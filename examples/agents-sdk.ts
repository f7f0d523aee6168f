/** The OpenAI Agents SDK with your Codex login: an agent with a tool, and one it hands over to. */
import { Agent, OpenAIProvider, Runner, tool } from '@openai/agents'
import { createCodexFetch } from '@via-codex/core'
import OpenAI from 'openai'
import * as z from 'zod'

const codexFetch = createCodexFetch()
const openAIClient = new OpenAI({ apiKey: 'via-codex', fetch: codexFetch })
const runner = new Runner({
  modelProvider: new OpenAIProvider({ openAIClient }),
  // Traces would go to OpenAI's platform, which a Codex login has no key for.
  tracingDisabled: true,
})

const wingspan = tool({
  name: 'wingspan',
  description: 'The wingspan of a bird, in centimetres.',
  parameters: z.object({ bird: z.string() }),
  execute: ({ bird }) => (bird === 'albatross' ? '350' : 'unknown'),
})
const ornithologist = new Agent({
  name: 'Ornithologist',
  instructions: 'You know birds. Use your tool for numbers.',
  model: 'gpt-5.5',
  tools: [wingspan],
})
const librarian = new Agent({
  name: 'Librarian',
  instructions: 'You find who can answer, and hand over to them.',
  model: 'gpt-5.5',
  handoffs: [ornithologist],
})

const result = await runner.run(librarian, 'How wide does an albatross spread its wings?')
console.log(`${result.lastAgent?.name}: ${String(result.finalOutput)}`)
await codexFetch.close()

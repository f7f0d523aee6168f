/** An agent of LangChain: two tools, and a thread that the second question goes on with. */
import { MemorySaver } from '@langchain/langgraph'
import { ChatCodex } from '@via-codex/langchain'
import { createAgent, tool } from 'langchain'
import * as z from 'zod'

const getWeather = tool(({ city }) => ({ city, degreesCelsius: 21, sky: 'clear' }), {
  name: 'get_weather',
  description: 'The weather in a city, now.',
  schema: z.object({ city: z.string() }),
})
const getTime = tool(({ city }) => ({ city, time: '18:30' }), {
  name: 'get_time',
  description: 'The time in a city, now.',
  schema: z.object({ city: z.string() }),
})

const model = new ChatCodex({ model: 'gpt-5.5', reasoning: { effort: 'low' } })
const agent = createAgent({
  model,
  tools: [getWeather, getTime],
  systemPrompt: 'You answer in one sentence.',
  checkpointer: new MemorySaver(),
})

const thread = { configurable: { thread_id: 'lisbon' } }
for (const content of [
  'What are the weather and the time in Lisbon?',
  'Can I still sit outside then?',
]) {
  const { messages } = await agent.invoke({ messages: [{ role: 'user', content }] }, thread)
  console.log(messages.at(-1)?.text)
}
await model.close()

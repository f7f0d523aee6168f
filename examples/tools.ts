/** The model calls a function of yours, gets its output, and answers. */
import { createCodexClient, defineTool, runTools } from '@via-codex/core'
import * as z from 'zod'

const getWeather = defineTool({
  name: 'get_weather',
  description: 'The weather in a city, now.',
  parameters: z.object({ city: z.string() }),
  // Typed by the schema, and checked before. What this throws is told to the model.
  execute: ({ city }) => ({ city, degreesCelsius: 21, sky: 'clear' }),
})

const codex = createCodexClient()
const run = runTools(codex, {
  model: 'gpt-5.5',
  input: 'What is the weather in Lisbon?',
  tools: [getWeather],
})
for await (const event of run) {
  if (event.type === 'toolCall') {
    console.error(`${event.call.name}(${JSON.stringify(event.call.arguments)})`)
  }
}
const { response } = await run.final()
console.log(response.output_text)
await codex.close()

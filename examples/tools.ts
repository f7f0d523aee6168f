/** The model calls a function of yours, gets its output, and answers. */
import { createCodexClient, type FunctionTool, type InputItem } from '@via-codex/core'

const getWeather: FunctionTool = {
  type: 'function',
  name: 'get_weather',
  description: 'The weather in a city, now.',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
  strict: true,
}

function weatherIn(city: string): string {
  return JSON.stringify({ city, degreesCelsius: 21, sky: 'clear' })
}

const codex = createCodexClient()
const question = 'What is the weather in Lisbon?'
const input: InputItem[] = [{ role: 'user', content: [{ type: 'input_text', text: question }] }]

// A model that keeps calling must not keep you forever.
for (let round = 1; round <= 5; round++) {
  const response = await codex.responses.create({ model: 'gpt-5.5', input, tools: [getWeather] })
  const calls = response.output.filter((item) => item.type === 'function_call')
  if (calls.length === 0) {
    console.log(response.output_text)
    break
  }
  // Each call goes back in, followed by its output.
  input.push(...response.output)
  for (const call of calls) {
    const { city } = JSON.parse(call.arguments) as { city: string }
    console.error(`${call.name}(${call.arguments})`)
    input.push({ type: 'function_call_output', call_id: call.call_id, output: weatherIn(city) })
  }
}
await codex.close()

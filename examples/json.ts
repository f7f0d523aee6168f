/** An answer that fits a JSON schema. */
import { createCodexClient } from '@via-codex/core'

interface Bird {
  name: string
  wingspanCentimetres: number
}

const codex = createCodexClient()

const response = await codex.responses.create({
  model: 'gpt-5.5',
  input: 'Name a large sea bird.',
  text: {
    format: {
      type: 'json_schema',
      name: 'bird',
      strict: true,
      schema: {
        type: 'object',
        properties: { name: { type: 'string' }, wingspanCentimetres: { type: 'number' } },
        required: ['name', 'wingspanCentimetres'],
        additionalProperties: false,
      },
    },
  },
})

// A refusal or an answer cut short is no JSON.
if (response.status === 'completed' && response.output_text !== '') {
  const bird = JSON.parse(response.output_text) as Bird
  console.log(`${bird.name}: ${bird.wingspanCentimetres} cm`)
} else {
  console.error('No answer:', response.incomplete_details?.reason ?? 'refused')
}
await codex.close()

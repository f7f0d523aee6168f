import { isObject } from '../json.ts'
import type { ScenarioItem } from '../scenario.ts'
import { sunsetPng } from '../sunset-png.ts'
import type { Prompt } from './prompt.ts'

/** True when the hosted image tool is on offer, and either named or asked for in words. */
export function isPaintingRequest({ canPaint, text, toolChoice }: Prompt): boolean {
  if (!canPaint || toolChoice === 'none') return false
  const isNamed = isObject(toolChoice) && toolChoice['type'] === 'image_generation'
  return isNamed || /\b(?:draw|image|paint|picture)\b/iu.test(text)
}

/** The finished call of the hosted image tool, with a small picture. */
export function paint({ text }: Prompt): ScenarioItem {
  return {
    type: 'raw',
    item: {
      id: 'ig_fake_picture',
      type: 'image_generation_call',
      status: 'completed',
      output_format: 'png',
      revised_prompt: text,
      result: sunsetPng().toString('base64'),
    },
    events: [
      { type: 'response.image_generation_call.in_progress' },
      { type: 'response.image_generation_call.generating' },
      { type: 'response.image_generation_call.completed' },
    ],
  }
}

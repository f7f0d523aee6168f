import type { Manual } from '../manual/manual.ts'
import { promptOptions } from './prompt-options.ts'

export const promptManual: Manual = {
  usage: ["[options] 'prompt'", '[global options] <command>'],
  about:
    'Asks a model with your Codex login and streams its answer to stdout. What is piped in is added to the prompt.',
  options: {
    ...promptOptions,
    version: { type: 'boolean', words: 'show the version and exit' },
  },
  examples: [
    "via-codex 'Why is the sky blue?'",
    "git diff | via-codex -s 'You review code.' 'Find the bug.'",
    "via-codex -a photo.jpg 'What is this?'",
    "via-codex -m gpt-5.5 -o reasoning_effort xhigh 'Prove it.'",
    "via-codex -x 'A bash one-liner that counts files by extension' > count.sh",
    "via-codex --simulate 'Hello'",
  ],
}

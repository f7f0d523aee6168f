import type { ModelProfile } from '@langchain/core/language_models/profile'

/**
 * True of every model that a Codex login is offered. Of the context window it is the least: the public API's
 * is larger, and so is that of some models here.
 *
 * @see docs/protocol.md §8
 */
export const codexProfile: ModelProfile = {
  maxInputTokens: 272_000,
  imageInputs: true,
  imageUrlInputs: true,
  pdfInputs: true,
  audioInputs: false,
  videoInputs: false,
  reasoningOutput: true,
  audioOutputs: false,
  videoOutputs: false,
  toolCalling: true,
  toolChoice: true,
  structuredOutput: true,
}

import { APICallError, type LanguageModelV4GenerateResult } from '@ai-sdk/provider'
import { baseURL, type CodexBackend } from './backend.ts'
import type { Drawing, DrawingOrder } from './drawing.ts'
import { CodexLanguageModel } from './language-model.ts'

/**
 * By the hosted tool `image_generation`.
 *
 * @param modelId of the language model that is told to call it
 * @throws APICallError also when the model answers without a picture
 */
export async function drawWithTool(
  modelId: string,
  { prompt = '', files, size, options, abortSignal, headers }: DrawingOrder,
  backend: CodexBackend,
): Promise<Drawing> {
  const result = await new CodexLanguageModel(modelId, backend).doGenerate({
    prompt: [
      {
        role: 'user',
        content: [
          { type: 'text', text: prompt },
          ...files.map(({ mediaType, data }) => ({
            type: 'file' as const,
            mediaType,
            data: { type: 'data' as const, data },
          })),
        ],
      },
    ],
    tools: [
      {
        type: 'provider',
        id: 'openai.image_generation',
        name: 'image_generation',
        args: { ...(size && { size }), ...options },
      },
    ],
    toolChoice: { type: 'tool', toolName: 'image_generation' },
    ...(abortSignal && { abortSignal }),
    ...(headers && { headers }),
  })
  const calls = finishedCalls(result)
  if (calls.length === 0) throw nothingDrawn(result)
  const { inputTokens, outputTokens } = result.usage
  return {
    images: calls.map((call) => call.result),
    revisedPrompts: calls.map((call) => call.revised_prompt),
    warnings: result.warnings,
    metadata: result.providerMetadata?.['codex'] ?? {},
    headers: result.response?.headers,
    usage: {
      inputTokens: inputTokens.total,
      outputTokens: outputTokens.total,
      totalTokens: (inputTokens.total ?? 0) + (outputTokens.total ?? 0),
    },
  }
}

interface FinishedCall {
  readonly result: string
  readonly revised_prompt?: string
}

/** From the answer itself: the SDK's content keeps no revised prompt. */
function finishedCalls({ response }: LanguageModelV4GenerateResult): FinishedCall[] {
  const { output = [] } = (response?.body ?? {}) as {
    output?: (Partial<FinishedCall> & { type?: string })[]
  }
  return output.flatMap(({ type, result, revised_prompt }) =>
    type === 'image_generation_call' && result
      ? [{ result, ...(revised_prompt && { revised_prompt }) }]
      : [],
  )
}

function nothingDrawn({ content, request, response }: LanguageModelV4GenerateResult): APICallError {
  const words = content.map((part) => (part.type === 'text' ? part.text : '')).join('')
  return new APICallError({
    message: `The model drew nothing${words ? ` and said: ${words}` : '.'} Not every plan includes pictures.`,
    url: `${baseURL}/responses`,
    requestBodyValues: request?.body,
    statusCode: 200,
    responseBody: JSON.stringify(response?.body),
    isRetryable: false,
    ...(response?.headers && { responseHeaders: response.headers }),
  })
}

/** The AI SDK's OpenAI provider as programs use it: `streamText`. */
import { createOpenAI } from '@ai-sdk/openai'
import { askStreamText } from '../ask-ai-sdk.ts'
import { request, type CreateSubject } from './subject.ts'

const create: CreateSubject = (baseURL) => ({
  ask: askStreamText(createOpenAI({ apiKey: 'fake', baseURL }).responses(request.model)),
  close: async () => {},
})
export default create

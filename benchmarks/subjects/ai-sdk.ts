/** The AI SDK's OpenAI provider alone: `doStream` of its Responses model. */
import { createOpenAI } from '@ai-sdk/openai'
import { askModel } from '../ask-ai-sdk.ts'
import { request, type CreateSubject } from './subject.ts'

const create: CreateSubject = (baseURL) => ({
  ask: askModel(createOpenAI({ apiKey: 'fake', baseURL }).responses(request.model)),
  close: async () => {},
})
export default create

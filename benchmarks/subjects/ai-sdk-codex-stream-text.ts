/** Our provider for the AI SDK as programs use it: `streamText`. */
import { askStreamText } from '../ask-ai-sdk.ts'
import { codexProviderSubject } from '../codex-provider-subject.ts'

export default codexProviderSubject(askStreamText)

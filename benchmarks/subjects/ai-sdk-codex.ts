/** Our provider for the AI SDK alone: `doStream`. */
import { askModel } from '../ask-ai-sdk.ts'
import { codexProviderSubject } from '../codex-provider-subject.ts'

export default codexProviderSubject(askModel)

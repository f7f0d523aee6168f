export { ChatCodex } from './chat-codex.ts'
export type { ChatCodexCallOptions, ChatCodexFields } from './fields.ts'
export { codexTools } from './tools.ts'

/**
 * The models that a Codex login is offered; which of them work depends on the plan. Any other id is passed
 * on as it is.
 *
 * @see docs/protocol.md §8
 */
export type CodexModelId =
  | 'gpt-6.1-sol'
  | 'gpt-6.1-terra'
  | 'gpt-6-astra'
  | 'gpt-6-sol'
  | 'gpt-6-luna'
  | 'gpt-5.6-sol'
  | 'gpt-5.6-terra'
  | 'gpt-5.6-luna'
  | 'gpt-5.5'
  | (string & {})

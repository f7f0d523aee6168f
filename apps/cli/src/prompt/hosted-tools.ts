import type { HostedTool } from '@via-codex/core'

/** Tools that the server runs itself, by the options that ask for them. @see docs/protocol.md §9.5 */
export function hostedTools(settings: { 'web-search': boolean; image: boolean }): HostedTool[] {
  return [
    ...(settings['web-search'] ? [{ type: 'web_search', external_web_access: true }] : []),
    ...(settings.image ? [{ type: 'image_generation', output_format: 'png' }] : []),
  ]
}

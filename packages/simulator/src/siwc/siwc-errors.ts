import { errorReply, jsonReply, type Reply } from '../reply.ts'

/** The status that goes with each code. @see docs/protocol.md §13.7 */
const STATUSES: Readonly<Record<string, number>> = {
  subscription_sharing_user_not_eligible: 403,
  subscription_sharing_usage_limit_exceeded: 429,
  subscription_sharing_workplace_individual_usage_limit_exceeded: 429,
  subscription_sharing_usage_unavailable: 503,
  subscription_sharing_user_unavailable: 503,
  subscription_sharing_unsupported_capability: 400,
  subscription_sharing_route_not_supported: 403,
  subscription_sharing_invalid_user: 401,
  subscription_sharing_v2_user_not_eligible: 403,
  subscription_sharing_v2_route_not_supported: 403,
  subscription_sharing_v2_invalid_user: 401,
  subscription_sharing_v2_user_unavailable: 503,
  subscription_sharing_v2_client_not_enabled: 403,
  chatpass_v2_scope_not_authorized: 403,
  chatpass_v2_invalid_authorization_context: 403,
  model_not_found: 404,
}

/** A refusal to a token of Sign in with ChatGPT, its words as the real one's: they may quote the request. */
export function siwcErrorReply(
  code = 'subscription_sharing_usage_limit_exceeded',
  {
    param,
    shape = 'envelope',
  }: { param?: string | undefined; shape?: 'envelope' | 'detail' | undefined } = {},
): Reply {
  const status = STATUSES[code] ?? 400
  const message = 'The request "fake quoted prompt" was refused.'
  const headers = { 'x-request-id': 'req_fake_refused' }
  if (shape === 'detail')
    return jsonReply(status, { detail: { code, message, param: param ?? null } }, headers)
  return errorReply(status, { message, code, param: param ?? null }, headers)
}

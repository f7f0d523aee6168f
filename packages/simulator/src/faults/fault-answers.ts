import {
  oauthErrorBody,
  refreshRejectionBody,
  type RefreshRejectionCode,
} from '../oauth-failure.ts'
import { detailReply, errorReply, htmlReply, jsonReply, type Reply } from '../reply.ts'
import { validationReply } from '../siwc/check-siwc-request.ts'
import { siwcErrorReply } from '../siwc/siwc-errors.ts'
import type { Fault } from './fault.ts'

/** What an answer fault may lean on. */
export interface FaultContext {
  now: Date
  /** The rate-limit headers of the moment. */
  limitHeaders: Readonly<Record<string, string>>
}

const CLOUDFLARE = {
  'cf-ray': '8fake0000000000-FRA',
  'cf-mitigated': 'challenge',
  server: 'cloudflare',
}

const CLOUDFLARE_PAGE =
  '<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title></head>' +
  '<body><noscript>Enable JavaScript and cookies to continue</noscript></body></html>'

/**
 * The answer a fault gives in place of the endpoint, or `undefined` when the fault is of another sort.
 * @see docs/protocol.md §6.10
 */
export function replyOfFault(fault: Fault, context: FaultContext): Reply | undefined {
  switch (fault.kind) {
    case 'unauthorized':
      return detailReply(401, 'Unauthorized')
    case 'token-expired':
      return errorReply(401, {
        message: 'Provided authentication token is expired. Please try signing in again.',
        code: 'token_expired',
      })
    case 'payment-required':
      return detailReply(402, 'Payment required')
    case 'forbidden':
      return detailReply(403, 'Forbidden')
    case 'cloudflare':
      return htmlReply(403, CLOUDFLARE_PAGE, CLOUDFLARE)
    case 'not-found':
      return detailReply(404, 'Not Found')
    case 'model-not-found':
      return errorReply(404, {
        message: 'The requested model does not exist.',
        code: 'model_not_found',
        param: 'model',
      })
    case 'payload-too-large':
      return detailReply(413, 'Request body too large')
    case 'unsupported-encoding':
      return detailReply(415, 'Unsupported content encoding')
    case 'context-length-exceeded':
      return errorReply(400, {
        message: 'Your input exceeds the context window of this model.',
        code: 'context_length_exceeded',
        param: 'input',
      })
    case 'invalid-image':
      return errorReply(400, {
        message: 'The image data you provided does not represent a valid image.',
        code: 'invalid_image',
        param: 'input',
      })
    case 'invalid-prompt':
      return errorReply(400, { message: 'Request blocked.', code: 'invalid_prompt' })
    case 'bad-request':
      return detailReply(400, fault.detail ?? 'Bad request')
    case 'upgrade-required':
      return detailReply(426, 'Upgrade Required')
    case 'connection-limit':
      return errorReply(400, {
        message: 'This connection has reached its limit; open another.',
        code: 'websocket_connection_limit_reached',
      })
    case 'redirect':
      return {
        status: 307,
        headers: { location: fault.location ?? 'https://elsewhere.fake.example/responses' },
        body: '',
      }
    case 'not-json':
      return { status: 200, headers: { 'content-type': 'text/plain' }, body: 'this is no JSON' }
    case 'empty':
      return { status: 200, headers: {}, body: '' }
    case 'subscription-sharing':
      return siwcErrorReply(fault.code, fault)
    case 'validation-error':
      return validationReply(['body', 'input', '0'], 'dict_type')
    case 'routing-unavailable':
      return detailReply(503, 'Routing is unavailable.')
    case 'answer':
      return typeof fault.body === 'string'
        ? { status: fault.status, headers: { ...fault.headers }, body: fault.body }
        : jsonReply(fault.status, fault.body, fault.headers)
    default:
      return limitReply(fault, context) ?? serverReply(fault, context) ?? tokenReply(fault)
  }
}

function limitReply(fault: Fault, { now, limitHeaders }: FaultContext): Reply | undefined {
  switch (fault.kind) {
    case 'usage-limit-reached': {
      const seconds = fault.resetsInSeconds ?? 3600
      const resetsAt = Math.floor(now.getTime() / 1000) + seconds
      return jsonReply(
        429,
        {
          error: {
            type: 'usage_limit_reached',
            message: 'The usage limit has been reached',
            plan_type: fault.planType ?? 'plus',
            resets_at: resetsAt,
            resets_in_seconds: seconds,
          },
        },
        {
          ...limitHeaders,
          'x-codex-plan-type': fault.planType ?? 'plus',
          'x-codex-primary-used-percent': '100',
          'x-codex-primary-reset-at': String(resetsAt),
          'x-codex-primary-reset-after-seconds': String(seconds),
          'x-codex-rate-limit-reached-type': 'rate_limit_reached',
        },
      )
    }
    case 'usage-not-included':
      return jsonReply(429, {
        error: { type: 'usage_not_included', message: 'Your plan does not include Codex.' },
      })
    case 'insufficient-quota':
      return errorReply(429, {
        message: 'You exceeded your current quota.',
        type: 'insufficient_quota',
        code: 'insufficient_quota',
      })
    case 'rate-limited':
      return errorReply(
        429,
        {
          message: 'Rate limit reached for requests.',
          type: 'requests',
          code: 'rate_limit_exceeded',
        },
        retryAfter(fault.retryAfterSeconds, fault.asDate ?? false, now),
      )
    default:
      return undefined
  }
}

function serverReply(fault: Fault, { now }: FaultContext): Reply | undefined {
  switch (fault.kind) {
    case 'server-error':
      return errorReply(500, { message: 'The server had an error.', type: 'server_error' })
    case 'bad-gateway':
      return htmlReply(502, '<html><head><title>502 Bad Gateway</title></head></html>')
    case 'unavailable':
      return errorReply(
        503,
        { message: 'Service unavailable.', type: 'server_error' },
        retryAfter(fault.retryAfterSeconds, false, now),
      )
    case 'overloaded':
      return errorReply(503, {
        message: 'The selected model is at capacity.',
        type: 'service_unavailable_error',
        code: 'server_is_overloaded',
      })
    case 'slow-down':
      return errorReply(503, {
        message: 'Please slow down.',
        type: 'service_unavailable_error',
        code: 'slow_down',
      })
    case 'site-overloaded':
      return htmlReply(529, '<html><head><title>Site is overloaded</title></head></html>')
    default:
      return undefined
  }
}

const REJECTIONS: Readonly<Partial<Record<Fault['kind'], RefreshRejectionCode>>> = {
  'refresh-token-reused': 'refresh_token_reused',
  'refresh-token-expired': 'refresh_token_expired',
  'refresh-token-invalidated': 'refresh_token_invalidated',
}

function tokenReply(fault: Fault): Reply | undefined {
  const isOther = fault.kind === 'error-event' || fault.kind === 'subscription-sharing'
  const shape = 'shape' in fault && !isOther ? fault.shape : undefined
  if (fault.kind === 'invalid-grant')
    return jsonReply(400, oauthErrorBody('invalid_grant', 'The grant is invalid.', shape))
  const code = REJECTIONS[fault.kind]
  return code ? jsonReply(401, refreshRejectionBody(code, shape)) : undefined
}

function retryAfter(
  seconds: number | undefined,
  asDate: boolean,
  now: Date,
): Record<string, string> {
  if (seconds === undefined) return {}
  if (!asDate) return { 'retry-after': String(seconds) }
  return { 'retry-after': new Date(now.getTime() + seconds * 1000).toUTCString() }
}

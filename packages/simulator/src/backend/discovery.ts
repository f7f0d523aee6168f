import { isPlatformPath } from '../endpoint.ts'
import type { Exchange } from '../http/exchange.ts'
import { jsonReply } from '../reply.ts'
import type { JsonObject } from '../json.ts'
import type { World } from '../world.ts'
import { authenticate } from './authenticate.ts'
import { isVersionAtLeast, modelOnWire } from './catalog.ts'
import { resetInstants } from './limit-headers.ts'

/** GET …/models, in the tongue of the path asked. @see docs/protocol.md §8 */
export function answerModels(exchange: Exchange, world: World): Promise<void> {
  const caller = authenticate(exchange, world)
  if (caller.refusal) return exchange.send(caller.refusal)
  const { models, etag } = world.catalog
  if (isPlatformPath(exchange.record.path) && !caller.siwc) {
    const data = models.map(({ slug }) => ({ id: slug, object: 'model', owned_by: 'openai' }))
    return exchange.send(jsonReply(200, { object: 'list', data }))
  }
  // Without a version the platform's path shows what any client knows.
  const version = exchange.record.query.get('client_version') ?? (caller.siwc ? '0.144.0' : '0.0.0')
  const visible = exchange.faults.find('empty-models')
    ? []
    : models.filter((model) => isVersionAtLeast(version, model.minimalClientVersion))
  return exchange.send(jsonReply(200, { models: visible.map(modelOnWire) }, { etag }))
}

/** GET /backend-api/wham/accounts/check. @see docs/protocol.md §5.2 */
export function answerAccounts(exchange: Exchange, world: World): Promise<void> {
  const caller = authenticate(exchange, world)
  if (caller.refusal) return exchange.send(caller.refusal)
  const account = caller.access?.login.account
  const origin = exchange.faults.find('backend-origin')
  const override = exchange.faults.find('routing-override')
  const entry: JsonObject = {
    id: account?.accountId,
    account_user_role: 'account-owner',
    plan_type: account?.planType,
    structure: 'personal',
    name: null,
    profile_picture_url: null,
    is_deactivated: false,
    is_fedramp_compliant_workspace: account?.fedramp ?? false,
    can_access_with_session: true,
    workspace_backend_origin: origin
      ? origin.origin === undefined
        ? 'https://us.chatgpt.fake.example'
        : origin.origin
      : 'NO_CONSTRAINT',
    account_routing_override: override
      ? override.override === undefined
        ? 'us'
        : override.override
      : 'NO_CONSTRAINT',
  }
  const isMissing = exchange.faults.find('account-missing') !== undefined
  const isMap = exchange.faults.find('accounts-map') !== undefined
  const accounts = isMap ? { [String(entry['id'])]: entry } : isMissing ? [] : [entry]
  return exchange.send(
    jsonReply(200, {
      accounts,
      account_ordering: isMissing ? [] : [entry['id']],
      default_account_id: isMissing ? null : entry['id'],
    }),
  )
}

/** GET /backend-api/wham/usage. @see docs/protocol.md §9.1 */
export function answerUsage(exchange: Exchange, world: World): Promise<void> {
  const caller = authenticate(exchange, world)
  if (caller.refusal) return exchange.send(caller.refusal)
  const { usedPercent } = world.options
  const now = world.options.now()
  const resets = resetInstants(now)
  const account = caller.access?.login.account
  const window = (used: number, seconds: number, resetAt: number): JsonObject => ({
    used_percent: used,
    limit_window_seconds: seconds,
    reset_after_seconds: resetAt - Math.floor(now.getTime() / 1000),
    reset_at: resetAt,
  })
  const isReached = usedPercent.primary >= 100 || usedPercent.secondary >= 100
  return exchange.send(
    jsonReply(200, {
      user_id: account?.userId,
      account_id: account?.accountId,
      email: account?.email,
      plan_type: account?.planType,
      rate_limit: {
        allowed: !isReached,
        limit_reached: isReached,
        primary_window: window(usedPercent.primary, 18_000, resets.primary),
        secondary_window: window(usedPercent.secondary, 604_800, resets.secondary),
      },
      additional_rate_limits: [],
      credits: { has_credits: false, unlimited: false, overage_limit_reached: false, balance: '0' },
      spend_control: { reached: false, individual_limit: null },
      rate_limit_reached_type: null,
    }),
  )
}

import type { AccessTokenRecord } from '../authority/login.ts'
import { isPlatformPath } from '../endpoint.ts'
import type { LoggedRequest } from '../request-log.ts'
import { detailReply, errorReply, type Reply } from '../reply.ts'
import type { SiwcAccess } from '../siwc/siwc-keeper.ts'
import { siwcErrorReply } from '../siwc/siwc-errors.ts'
import { PLAN_SCOPE } from '../siwc/siwc-tokens.ts'
import type { World } from '../world.ts'

/** Who calls: a login, someone signed in with ChatGPT, a platform key, or the reply that refuses. */
export type Caller =
  | { access: AccessTokenRecord; siwc?: undefined; refusal?: undefined }
  | { access: undefined; siwc?: SiwcAccess | undefined; refusal?: undefined }
  | { refusal: Reply }

/** What is looked at: the parts of a request that came before its body. */
type Opening = { readonly record: Pick<LoggedRequest, 'bearer' | 'path' | 'headers'> }

/** Judges the bearer and the headers that go with it. @see docs/protocol.md §6.2 */
export function authenticate(exchange: Opening, world: World): Caller {
  const { bearer, path } = exchange.record
  if (!bearer) return { refusal: detailReply(401, 'Unauthorized') }
  const isPlatform = isPlatformPath(path)
  if (isPlatform && world.authority.isApiKey(bearer)) return { access: undefined }
  const siwc = isPlatform ? world.siwc.findAccessToken(bearer) : undefined
  if (siwc) return judgeSiwc(siwc, world.options.now())
  const access = world.authority.findAccessToken(bearer)
  if (!access || isPlatform)
    return {
      refusal: errorReply(401, {
        message: 'Could not validate your token. Please try signing in again.',
        code: isPlatform ? 'invalid_api_key' : 'token_invalid',
      }),
    }
  return judgeLogin(exchange, access, world.options.now())
}

/** Admission, which speaks in details. @see docs/protocol.md §13.7 */
function judgeSiwc(siwc: SiwcAccess, now: Date): Caller {
  if (siwc.isRevoked || siwc.grant.isRevoked || siwc.expiresAt <= now)
    return { refusal: detailReply(401, 'Identity or permission was not accepted.') }
  if (!siwc.grant.scopes.includes(PLAN_SCOPE))
    return { refusal: siwcErrorReply('chatpass_v2_scope_not_authorized') }
  return { access: undefined, siwc }
}

function judgeLogin(
  { record: { headers } }: Opening,
  access: AccessTokenRecord,
  now: Date,
): Caller {
  const { account, isRevoked } = access.login
  if (access.isRevoked || isRevoked)
    return {
      refusal: errorReply(401, {
        message: 'Your authentication token has been invalidated. Please try signing in again.',
        code: 'token_invalidated',
      }),
    }
  if (access.expiresAt <= now)
    return {
      refusal: errorReply(401, {
        message: 'Provided authentication token is expired. Please try signing in again.',
        code: 'token_expired',
      }),
    }
  const accountId = headers['chatgpt-account-id']
  if (accountId !== undefined && accountId !== account.accountId)
    return { refusal: detailReply(401, 'The account does not belong to this token.') }
  if (account.fedramp && headers['x-openai-fedramp'] !== 'true')
    return { refusal: detailReply(401, 'This account is served in another region.') }
  if (
    account.residency !== undefined &&
    headers['x-openai-internal-codex-residency'] !== account.residency
  )
    return { refusal: detailReply(401, 'Workspace is not authorized in this region.') }
  return { access }
}

import { AuthManager } from '../credentials/auth-manager.ts'
import { resolveCodexHome } from '../credentials/codex-home.ts'
import {
  AccessToken,
  assertHeaderValue,
  toBareAccessToken,
  type Account,
} from '../credentials/credential.ts'
import { resolveCredentialSource, type CredentialSource } from '../credentials/credential-source.ts'
import { CustomTokenProvider } from '../credentials/custom-token-provider.ts'
import type { Renewal } from '../credentials/renewal.ts'
import { StaticTokenProvider } from '../credentials/static-token-provider.ts'
import type { TokenProvider } from '../credentials/token-provider.ts'
import { CredentialError } from '../errors/credential-error.ts'
import { processRefreshResponse, requestRefresh } from '../oauth/refresh-grant.ts'
import { processWhoamiResponse, requestWhoami } from '../oauth/whoami.ts'
import { authModeOf } from '../protocol/auth-dot-json.ts'
import { codexBackend, platformBackend, type Backend } from '../protocol/backends.ts'
import { parseJwtClaims } from '../protocol/jwt-claims.ts'
import type { Exchange } from '../transport/exchange.ts'
import type { ResolvedCodexClientOptions } from './client-options.ts'
import type { LoginStatus, Session } from './login-status.ts'
import { openStore, type OpenedStore } from './open-store.ts'
import { tellRenewal } from './tell-observers.ts'

type Options = ResolvedCodexClientOptions

/**
 * Finds the credential to use and makes it usable.
 *
 * @param authority an exchange without a token, for refreshing and for asking whom a token speaks for
 * @throws {@link CredentialError} when there is none, or none of a kind that can be used
 */
export async function openSession(options: Options, authority: Exchange): Promise<Session> {
  const { credential, env } = options
  const source = resolveCredentialSource({ credential, hasStore: options.store !== undefined }, env)
  if (!source) throw unsetVariable((credential as { env: string }).env)
  switch (source.kind) {
    case 'custom':
      return fixedSession(codexBackend, new CustomTokenProvider(source.credential), {
        kind: 'custom',
        location: source.because,
        because: source.because,
      })
    case 'siwc': {
      const { openSiwcSession } = await import('./siwc-session.ts')
      return openSiwcSession(options, authority, source.credential)
    }
    case 'apiKey':
      return keySession(options, source.apiKey, source.because, source.because)
    case 'accessToken':
      return tokenSession(options, authority, source.accessToken, source.because, source.because)
    case 'store':
      return storedSession(options, authority, source.because)
  }
}

async function storedSession(
  options: Options,
  authority: Exchange,
  because: CredentialSource['because'],
): Promise<Session> {
  const opened = openStore(options)
  const { store } = opened
  const revision = store.revision?.()
  const document = await store.load()
  const mode = document && authModeOf(document)
  const secret = (key: string) => document?.[key] as string
  if (mode === 'apikey' && secret('OPENAI_API_KEY')) {
    return withStore(keySession(options, secret('OPENAI_API_KEY'), store.location, because), opened)
  }
  if (mode === 'personalAccessToken') {
    const token = secret('personal_access_token')
    return withStore(await tokenSession(options, authority, token, store.location, because), opened)
  }
  const manager = new AuthManager({
    store,
    known: document && { document, revision },
    renewal: tellRenewal(renewalOf(options, authority), options.emit),
    issuer: options.issuer,
    defaultIssuer: options.endpoints.auth,
    now: options.now,
    logger: options.logger,
  })
  const session: Session = {
    backend: codexBackend,
    tokens: manager,
    status: async (statusOptions) => ({
      kind: 'chatgpt',
      backend: 'codex',
      because,
      ...(await manager.status(statusOptions)),
    }),
    close: () => manager.close(),
  }
  return withStore(session, opened)
}

/** The same session, telling which of the Codex CLI's places it is from. */
function withStore(session: Session, opened: OpenedStore): Session {
  return {
    ...session,
    async status(options) {
      const [status, store] = await Promise.all([session.status(options), opened.choice()])
      return { ...status, ...(store && { store }) }
    },
  }
}

function renewalOf(options: Options, authority: Exchange): Renewal {
  if (options.refresh === 'never') return { by: 'never' }
  if (options.refresh === 'own') {
    return {
      by: 'own',
      refresh: async (grant) => processRefreshResponse(await requestRefresh(authority, grant)),
    }
  }
  const { env, codexCommand: command } = options
  const { path: codexHome } = resolveCodexHome(options.codexHome, env)
  return {
    by: 'delegate',
    async delegate() {
      const { refreshThroughCodex } = await import('../credentials/delegate-refresh.ts')
      return refreshThroughCodex({ codexHome, env, command })
    },
  }
}

function keySession(options: Options, apiKey: string, location: string, because: string): Session {
  assertHeaderValue(apiKey, location, 'the API key')
  const tokens = new StaticTokenProvider(new AccessToken(apiKey), { location, now: options.now })
  return fixedSession(platformBackend, tokens, { kind: 'apiKey', location, because })
}

/** A ChatGPT access token without anything to renew it: a JWT, or a personal access token. */
async function tokenSession(
  options: Options,
  authority: Exchange,
  secret: string,
  location: string,
  because: string,
): Promise<Session> {
  assertHeaderValue(secret, location, 'the access token')
  const isPersonal = secret.startsWith('at-')
  const owner = isPersonal
    ? await processWhoamiResponse(
        await requestWhoami(authority, options.endpoints.auth, secret),
        location,
      )
    : undefined
  const claims = parseJwtClaims(secret)
  if (!isPersonal && !claims) {
    throw new CredentialError(
      'CREDENTIAL_UNREADABLE',
      `What ${location} holds is no access token.`,
      {
        locations: [location],
        hint: `Put a ChatGPT access token into ${location}, or remove it to use the stored login.`,
      },
    )
  }
  const token = owner ? new AccessToken(secret, owner) : toBareAccessToken(secret)
  const { accountId, planType } = token.identity
  const email = owner?.email ?? claims?.email
  const expiresAt = claims?.expiresAt
  const tokens = new StaticTokenProvider(token, { location, expiresAt, now: options.now })
  return fixedSession(codexBackend, tokens, {
    kind: 'accessToken',
    location,
    because,
    account: {
      ...(accountId && { accountId }),
      ...(email && { email }),
      ...(planType && { planType }),
    },
    ...(expiresAt && { expiresAt }),
  })
}

function fixedSession(
  backend: Backend,
  tokens: TokenProvider,
  status: Omit<LoginStatus, 'backend' | 'account'> & { account?: Account },
): Session {
  return {
    backend,
    tokens,
    status: async () => ({ account: {}, ...status, backend: backend.id }),
    close: async () => {},
  }
}

function unsetVariable(name: string): CredentialError {
  return new CredentialError(
    'CREDENTIAL_NOT_FOUND',
    `The environment variable ${name} is not set.`,
    {
      locations: [name],
      hint: `Set ${name}, or leave out the credential option.`,
    },
  )
}

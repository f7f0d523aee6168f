import * as z from 'zod/mini'
import { parseJson } from './json.ts'

/** Where a workspace's model requests go. */
export interface WorkspaceRoute {
  /** Another origin in place of the configured one; absent: keep that. */
  readonly origin?: string
  /** Sent as `x-openai-account-routing-override`; absent: send nothing. */
  readonly override?: string
}

const account = z.lazy(() =>
  z.looseObject({
    id: z.string(),
    workspace_backend_origin: z.optional(z.nullable(z.string())),
    account_routing_override: z.optional(z.nullable(z.string())),
  }),
)

const accountsCheck = z.lazy(() => z.looseObject({ accounts: z.array(z.unknown()) }))

const unconstrained = 'NO_CONSTRAINT'
const overrides = new Set(['us', 'us_cr'])

/**
 * The route of one workspace in the answer to an accounts check.
 *
 * @returns a word for what is wrong with the answer, when something is
 * @see docs/protocol.md §5.2
 */
export function parseWorkspaceRoute(
  text: string,
  accountId: string,
): { readonly route: WorkspaceRoute } | { readonly problem: string } {
  const response = accountsCheck.safeParse(parseJson(text))
  if (!response.success) return { problem: 'no list of accounts' }
  const accounts = response.data.accounts
    .map((entry) => account.safeParse(entry))
    .filter((result) => result.success)
    .map((result) => result.data)
    .filter((entry) => entry.id === accountId)
  const [entry, second] = accounts
  if (!entry) return { problem: 'the workspace is missing' }
  if (second) return { problem: 'the workspace is there twice' }
  const origin = entry.workspace_backend_origin
  if (!origin || (origin !== unconstrained && !isOrigin(origin)))
    return { problem: 'no backend origin' }
  const override = entry.account_routing_override
  if (override !== unconstrained && !overrides.has(override ?? ''))
    return { problem: 'no routing override' }
  return {
    route: {
      ...(origin !== unconstrained && { origin }),
      ...(override && override !== unconstrained && { override }),
    },
  }
}

function isOrigin(value: string): boolean {
  const url = URL.parse(value)
  return url !== null && url.origin === value.replace(/\/$/, '') && url.username === ''
}

const personalPlans = new Set(['free', 'go', 'plus', 'pro', 'prolite', 'promax'])

/** Whether a plan is known to be more than one person's own, and so may have a place. @see docs/protocol.md §2 */
export function isWorkspacePlan(planType: string | undefined): boolean {
  return planType !== undefined && !personalPlans.has(planType.toLowerCase())
}

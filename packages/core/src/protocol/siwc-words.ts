import { manageUsageUrl } from './siwc.ts'

/**
 * What a program that people sign in to with ChatGPT has to show them, and where.
 *
 * @see docs/protocol.md §13.8
 */
export const siwcWords = {
  /** On what begins the sign-in. */
  signIn: 'Continue with ChatGPT',
  /** Once, after the first sign-in that allows the use of the plan. */
  notice: {
    title: "You're using your ChatGPT plan",
    text: 'Eligible usage in this app uses your ChatGPT plan. You manage it in the settings of ChatGPT.',
    action: 'Got it',
  },
  /** Wherever requests that use the plan are made. */
  usingPlan: 'Using ChatGPT plan',
  /** Beside it, on a page about usage, and first of all when a limit is reached. */
  manageUsage: { text: 'Manage usage', url: manageUsageUrl },
} as const

import type { Simulator } from '@via-codex/simulator'
import { expect } from 'vitest'
import type { Report } from './ask.ts'

/** Every process was answered, by one question to the authority, which refused nothing. */
export function expectOneRefresh(
  simulator: Simulator,
  reports: readonly (Report | undefined)[],
): void {
  expect(reports.map((report) => report?.code ?? 'answered')).toEqual(reports.map(() => 'answered'))
  expect(simulator.requests.count('token')).toBe(1)
  expect(simulator.authority.counts).toMatchObject({ refreshes: 1, rejections: 0 })
  expect(simulator.authority.loggedOut()).toEqual([])
}

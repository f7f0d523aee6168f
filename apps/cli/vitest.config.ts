import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['@via-codex/source'] },
  ssr: { resolve: { conditions: ['@via-codex/source'] } },
  test: {
    name: 'cli',
    include: ['test/**/*.test.ts'],
    // Each test starts a process or several, and the machine may be busy.
    testTimeout: 30_000,
    globalSetup: ['test/support/build-cli.ts'],
  },
})

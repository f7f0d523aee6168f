import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['@via-codex/source'] },
  ssr: { resolve: { conditions: ['@via-codex/source'] } },
  test: {
    name: 'cli',
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build-cli.ts'],
  },
})

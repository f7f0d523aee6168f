import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['@via-codex/source'] },
  ssr: { resolve: { conditions: ['@via-codex/source'] } },
  test: { name: 'langchain', include: ['test/**/*.test.ts'] },
})

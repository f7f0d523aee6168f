import { readFileSync } from 'node:fs'
import { defineConfig } from 'tsup'

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
  version: string
}

export default defineConfig({
  entry: ['src/index.ts'],
  format: ['esm'],
  platform: 'node',
  target: 'node22.19',
  splitting: true,
  clean: true,
  dts: false,
  // dist runs alone: everything is in it, and commands stay apart from each other.
  noExternal: [/.*/],
  // undici is CommonJS and asks for its built-in modules with `require`.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  define: { __VERSION__: JSON.stringify(version) },
  esbuildOptions(options) {
    options.conditions = ['@via-codex/source', 'module']
  },
  esbuildPlugins: [
    {
      // Of undici only the agent is used, and loading the rest takes longer than a whole prompt.
      name: 'undici-agent-only',
      setup(build) {
        build.onResolve({ filter: /^undici$/ }, ({ resolveDir }) => ({
          path: 'undici',
          namespace: 'undici-agent-only',
          pluginData: resolveDir,
        }))
        build.onLoad(
          { filter: /.*/, namespace: 'undici-agent-only' },
          ({ pluginData: resolveDir }) => ({
            contents: "import Agent from 'undici/lib/dispatcher/agent.js'; export { Agent }",
            resolveDir: resolveDir as string,
          }),
        )
      },
    },
  ],
})
